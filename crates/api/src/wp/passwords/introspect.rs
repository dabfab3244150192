//! `GET /wp/v2/users/{user_id}/application-passwords/introspect`

use growffinity_access::Credential;

use super::{
    of_user::{Introspect, PasswordsOf},
    view::PasswordView,
};
use crate::rest::{ApiError, App, Item, catalogue};

/// The documentation of [`introspect_application_password`].
pub struct Docs;

/// Get the application password this request was signed in with.
#[utoipa::path(get, path = "/wp/v2/users/{user_id}/application-passwords/introspect", impl_for = Docs,
    tag = "Application passwords",
    responses(
        (status = 200, description = "The password in use.", body = PasswordView),
        (status = 404, description = "`rest_no_authenticated_app_password`: it was revoked a moment ago."),
    ))]
pub async fn introspect_application_password(
    of: PasswordsOf<Introspect>,
    app: App,
) -> Result<Item<PasswordView>, ApiError> {
    let user = of.principal.user.id;
    if of.user != user {
        return Err(catalogue::CANNOT_INTROSPECT_PASSWORD.into());
    }
    let Credential::ApplicationPassword(uuid) = of.principal.credential else {
        return Err(catalogue::NO_AUTHENTICATED_PASSWORD.into());
    };
    let found = app.access.find_application_password(user, uuid).await?;
    let password = found.ok_or(catalogue::NO_AUTHENTICATED_PASSWORD)?;
    Ok(Item::plain(PasswordView::new(password, user, &app)))
}
