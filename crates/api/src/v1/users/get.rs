//! `GET /users/{id}`

use growffinity_kernel::UserId;

use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::UsersRead,
    views::UserView,
};

/// The documentation of [`get_user`].
pub struct Docs;

/// Get a user.
#[utoipa::path(get, path = "/users/{id}", impl_for = Docs, tag = "Users",
    responses((status = 200, description = "The user.", body = UserView)))]
pub async fn get_user(
    _caller: Caller<UsersRead>,
    Path(id): Path<UserId>,
    app: App,
) -> Result<Item<UserView>, ApiError> {
    let user = app.access.find_user_by_id(id).await?.ok_or(catalogue::USER_INVALID_ID)?;
    Ok(Item::plain(UserView::new(user, &app)))
}
