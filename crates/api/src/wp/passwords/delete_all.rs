//! `DELETE /wp/v2/users/{user_id}/application-passwords`

use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::of_user::{DeleteThem, PasswordsOf};
use crate::rest::{ApiError, App, Report};

/// The documentation of [`delete_application_passwords`].
pub struct Docs;

/// How many there were.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"deleted": true, "count": 2}))]
pub struct RevokedView {
    deleted: bool,
    count: u64,
}

/// Revoke all of a user's application passwords, the one in use included.
#[utoipa::path(delete, path = "/wp/v2/users/{user_id}/application-passwords", impl_for = Docs, tag = "Application passwords",
    responses((status = 200, description = "How many there were.", body = RevokedView)))]
pub async fn delete_application_passwords(
    of: PasswordsOf<DeleteThem>,
    app: App,
) -> Result<Report<RevokedView>, ApiError> {
    let user = of.known(&app).await?;
    let count = app.access.revoke_application_passwords(user).await?;
    Ok(Report(StatusCode::OK, RevokedView { deleted: true, count }))
}
