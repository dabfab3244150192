//! `POST /users/{id}/invite`

use growffinity_kernel::UserId;

use crate::{
    rest::{ApiError, App, Caller, Item, Path},
    rights::UsersWrite,
    views::InvitedView,
};

/// The documentation of [`invite_user`].
pub struct Docs;

/// Mail a pending user another invitation.
///
/// The one before is good for nothing any more.
#[utoipa::path(post, path = "/users/{id}/invite", impl_for = Docs, tag = "Users",
    responses(
        (status = 200, description = "The user, and what became of the mail.", body = InvitedView),
        (status = 409, description = "`growffinity_rest_user_active`: there is nothing to answer any more."),
    ))]
pub async fn invite_user(
    _caller: Caller<UsersWrite>,
    Path(id): Path<UserId>,
    app: App,
) -> Result<Item<InvitedView>, ApiError> {
    let invited = app.invitations.invite_again(id, app.site_links()).await?;
    Ok(Item::plain(InvitedView::new(invited, &app)))
}
