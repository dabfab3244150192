//! `GET /wp/v2/users/{user_id}/application-passwords/{uuid}`

use super::{
    of_user::{PasswordId, PasswordsOf, ReadOne},
    view::PasswordView,
};
use crate::rest::{ApiError, App, Item, catalogue};

/// The documentation of [`get_application_password`].
pub struct Docs;

/// Get an application password, without itself.
#[utoipa::path(get, path = "/wp/v2/users/{user_id}/application-passwords/{uuid}", impl_for = Docs,
    tag = "Application passwords",
    responses((status = 200, description = "The password.", body = PasswordView)))]
pub async fn get_application_password(
    of: PasswordsOf<ReadOne>,
    id: PasswordId,
    app: App,
) -> Result<Item<PasswordView>, ApiError> {
    let user = of.known(&app).await?;
    let found = app.access.find_application_password(user, id.uuid()?).await?;
    let password = found.ok_or(catalogue::PASSWORD_NOT_FOUND)?;
    Ok(Item::plain(PasswordView::new(password, user, &app)))
}
