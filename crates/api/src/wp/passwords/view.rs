//! An application password as WordPress shows it. Its dates are in GMT.

use growffinity_access::{ApplicationPassword, PlainPassword};
use growffinity_kernel::UserId;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::{rest::dates, state::State};

/// An application password, without the password itself.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({
    "uuid": "7a5f7d5e-0a0e-4a7c-9c63-0d5f1a2b3c4d", "app_id": "", "name": "Laptop", "created": "2026-01-05T10:00:00",
    "last_used": "2026-01-06T10:00:00", "last_ip": "192.0.2.1",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/wp/v2/users/1/application-passwords/7a5f7d5e-0a0e-4a7c-9c63-0d5f1a2b3c4d"}]}
}))]
pub struct PasswordView {
    uuid: String,
    /// What the program that uses it calls itself: a UUID, or empty.
    app_id: String,
    name: String,
    created: String,
    /// To a day.
    last_used: Option<String>,
    last_ip: Option<String>,
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Object)]
    links: Option<Value>,
}

impl PasswordView {
    /// The password of `user` as answers show it.
    pub fn new(password: ApplicationPassword, user: UserId, app: &State) -> Self {
        let uuid = password.uuid.hyphenated().to_string();
        let item = app.url(&format!("/wp/v2/users/{user}/application-passwords/{uuid}"));
        let gmt = |at| dates::pair(at, chrono_tz::Tz::UTC).1;
        Self {
            uuid,
            app_id: password.app_id,
            name: password.name.as_str().to_owned(),
            created: gmt(password.created_at),
            last_used: password.last_used_at.map(gmt),
            last_ip: password.last_ip.map(|ip| ip.to_string()),
            links: Some(json!({"self": [{"href": item}]})),
        }
    }

    /// The same as it was, when it is gone.
    #[must_use]
    pub fn without_links(mut self) -> Self {
        self.links = None;
        self
    }

    /// Where it stands below `/wp-json`.
    pub fn path(user: UserId, password: &ApplicationPassword) -> String {
        format!("/wp/v2/users/{user}/application-passwords/{}", password.uuid.hyphenated())
    }
}

/// A new application password, which is shown nowhere else.
#[derive(Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({
    "uuid": "7a5f7d5e-0a0e-4a7c-9c63-0d5f1a2b3c4d", "app_id": "", "name": "Laptop", "created": "2026-01-05T10:00:00",
    "last_used": null, "last_ip": null,
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/wp/v2/users/1/application-passwords/7a5f7d5e-0a0e-4a7c-9c63-0d5f1a2b3c4d"}]},
    "password": "abcd EFGH 1234 ijkl MNOP 5678"
}))]
pub struct NewPasswordView {
    #[serde(flatten)]
    stored: PasswordView,
    /// 24 letters and digits in groups of four; the blanks do not matter.
    password: String,
}

impl NewPasswordView {
    /// The password with its clear text.
    pub fn new(stored: PasswordView, password: &PlainPassword) -> Self {
        Self { stored, password: password.grouped() }
    }
}
