//! `POST /users`

use crate::{
    rest::{ApiError, App, Body, Caller, Item},
    rights::UsersWrite,
    v1::{shared::refuse_id, users::input::UserBody},
    views::InvitedView,
};

/// The documentation of [`create_user`].
pub struct Docs;

/// Invite a user.
///
/// The user is pending until the invitation, which goes out by mail, is answered: its page shows one application password,
/// once. When the mail does not go out, `invitation.sent` is false and the user is there all the same.
#[utoipa::path(post, path = "/users", impl_for = Docs, tag = "Users",
    responses(
        (status = 201, description = "The user, pending.", body = InvitedView),
        (status = 409, description = "`growffinity_rest_user_exists`: which member is taken is in `data.param`."),
    ))]
pub async fn create_user(
    _caller: Caller<UsersWrite>,
    Body(body): Body<UserBody>,
    app: App,
) -> Result<Item<InvitedView>, ApiError> {
    refuse_id(body.names_id)?;
    let invited = app.invitations.invite(body.new, app.site_links()).await?;
    let path = format!("/growffinity/v1/users/{}", invited.user.id);
    Ok(Item::plain(InvitedView::new(invited, &app)).created(path))
}
