//! `GET /wp/v2/users/{user_id}/application-passwords`

use actix_web::http::StatusCode;

use super::{
    of_user::{ListThem, PasswordsOf},
    view::PasswordView,
};
use crate::rest::{ApiError, App, Report};

/// The documentation of [`list_application_passwords`].
pub struct Docs;

/// List a user's application passwords, the oldest first.
#[utoipa::path(get, path = "/wp/v2/users/{user_id}/application-passwords", impl_for = Docs, tag = "Application passwords",
    responses((status = 200, description = "The passwords, without themselves.", body = Vec<PasswordView>)))]
pub async fn list_application_passwords(
    of: PasswordsOf<ListThem>,
    app: App,
) -> Result<Report<Vec<PasswordView>>, ApiError> {
    let user = of.known(&app).await?;
    let passwords = app.access.list_application_passwords(user).await?;
    let views = passwords.into_iter().map(|password| PasswordView::new(password, user, &app));
    Ok(Report(StatusCode::OK, views.collect()))
}
