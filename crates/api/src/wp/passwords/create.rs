//! `POST /wp/v2/users/{user_id}/application-passwords`

use growffinity_access::PasswordName;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    of_user::{CreateOne, PasswordsOf},
    view::{NewPasswordView, PasswordView},
};
use crate::{
    rest::{
        ApiError, App, Body, Item,
        params::{At, Fault, FromParams, Kind, Reader},
    },
    v1::shared::CredentialName,
};

/// The documentation of [`create_application_password`].
pub struct Docs;

/// What the new password is called, and by whom it will be used.
pub struct NewPassword {
    name: PasswordName,
    app_id: String,
}

impl FromParams for NewPassword {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.field("name", CredentialName).about("What the password is called.").required();
        let app_id = reader.field("app_id", AppId).about("A UUID by which the program that uses it is known.");
        let app_id = app_id.optional().unwrap_or_default();
        Some(Self { name: name?, app_id })
    }
}

/// A UUID, or nothing.
struct AppId;

impl Kind for AppId {
    type Out = String;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: chrono_tz::Tz) -> Result<String, Fault> {
        let Value::String(text) = value else {
            return Err(Fault::wrong_type(at, "string"));
        };
        if text.is_empty() {
            return Ok(String::new());
        }
        let wrong = || Fault::new(at, "rest_invalid_uuid", format!("{at} is not a valid UUID."));
        // The hyphenated form alone, as WordPress has it.
        let uuid = Uuid::try_parse(text).ok().filter(|_| text.len() == 36).ok_or_else(wrong)?;
        Ok(uuid.hyphenated().to_string())
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "format": "uuid"})
    }
}

/// Give a user one more application password.
///
/// The password is in this answer and nowhere else.
#[utoipa::path(post, path = "/wp/v2/users/{user_id}/application-passwords", impl_for = Docs, tag = "Application passwords",
    responses((status = 201, description = "The password.", body = NewPasswordView)))]
pub async fn create_application_password(
    of: PasswordsOf<CreateOne>,
    Body(body): Body<NewPassword>,
    app: App,
) -> Result<Item<NewPasswordView>, ApiError> {
    let user = of.known(&app).await?;
    let (stored, password) = app.access.add_application_password(user, body.name, body.app_id).await?;
    let path = PasswordView::path(user, &stored);
    Ok(Item::plain(NewPasswordView::new(PasswordView::new(stored, user, &app), &password)).created(path))
}
