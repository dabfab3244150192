//! `DELETE /users/{id}`

use growffinity_kernel::UserId;

use crate::{
    rest::{ApiError, App, Caller, Deleted, Path},
    rights::UsersWrite,
    views::UserView,
};

/// The documentation of [`delete_user`].
pub struct Docs;

/// Remove a user, with all their application passwords and API keys.
#[utoipa::path(delete, path = "/users/{id}", impl_for = Docs, tag = "Users",
    responses(
        (status = 200, description = "The user as it was.", body = inline(crate::openapi::DeletedView<UserView>)),
        (status = 409, description = "`growffinity_rest_last_owner`: one owner stays."),
    ))]
pub async fn delete_user(
    _caller: Caller<UsersWrite>,
    Path(id): Path<UserId>,
    app: App,
) -> Result<Deleted<UserView>, ApiError> {
    let user = app.access.remove_user(id).await?;
    Ok(Deleted(UserView::new(user, &app)))
}
