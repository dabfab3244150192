//! `DELETE /wp/v2/users/{user_id}/application-passwords/{uuid}`

use super::{
    of_user::{DeleteOne, PasswordId, PasswordsOf},
    view::PasswordView,
};
use crate::rest::{ApiError, App, Deleted, catalogue};

/// The documentation of [`delete_application_password`].
pub struct Docs;

/// Revoke an application password.
///
/// It is refused at once here, on every node within a second.
#[utoipa::path(delete, path = "/wp/v2/users/{user_id}/application-passwords/{uuid}", impl_for = Docs,
    tag = "Application passwords",
    responses((status = 200, description = "The password as it was.",
        body = inline(crate::openapi::DeletedView<PasswordView>))))]
pub async fn delete_application_password(
    of: PasswordsOf<DeleteOne>,
    id: PasswordId,
    app: App,
) -> Result<Deleted<PasswordView>, ApiError> {
    let user = of.known(&app).await?;
    let revoked = app.access.revoke_application_password(user, id.uuid()?).await?;
    let password = revoked.ok_or(catalogue::PASSWORD_NOT_FOUND)?;
    Ok(Deleted(PasswordView::new(password, user, &app).without_links()))
}
