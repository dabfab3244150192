//! `PUT /users/{id}`

use growffinity_kernel::UserId;

use crate::{
    rest::{ApiError, App, Body, Caller, Item, Path},
    rights::UsersWrite,
    v1::users::input::UserPatch,
    views::UserView,
};

/// The documentation of [`update_user`].
pub struct Docs;

/// Update a user.
///
/// Only what is named changes; a login stays. What their credentials may do follows at once. A pending user's new address
/// ends the invitation that went to the old one.
#[utoipa::path(put, path = "/users/{id}", impl_for = Docs, tag = "Users",
    responses(
        (status = 200, description = "The user as it is now.", body = UserView),
        (status = 409, description = "`growffinity_rest_last_owner`, `growffinity_rest_user_exists`."),
    ))]
pub async fn update_user(
    _caller: Caller<UsersWrite>,
    Path(id): Path<UserId>,
    Body(UserPatch(change)): Body<UserPatch>,
    app: App,
) -> Result<Item<UserView>, ApiError> {
    let user = app.access.change_user(id, change).await?;
    Ok(Item::plain(UserView::new(user, &app)))
}
