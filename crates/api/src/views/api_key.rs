//! API keys in answers.

use growffinity_access::keys::{ApiKey, CreatedApiKey, KeySecret, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Links, Ref, date_pair};
use crate::{rest::dates, state::State};

/// An API key, without what proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 4, "name": "Zapier", "type": "token", "permissions": "read", "scopes": ["customers"], "plan": "standard",
    "user": {"id": 1, "name": "Ann"}, "truncated_key": "3a9f01c", "status": "active", "last_access": null,
    "last_access_gmt": null, "expires_at": null, "expires_at_gmt": null,
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-01-05T10:00:00", "date_modified_gmt": "2026-01-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/api-keys/4"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/api-keys"}],
        "user": [{"embeddable": true, "href": "https://crm.example.com/wp-json/growffinity/v1/users/1"}]}
}))]
pub struct ApiKeyView {
    id: i64,
    name: String,
    /// `token` or `pair`.
    r#type: &'static str,
    /// `read`, `write` or `read_write`.
    permissions: &'static str,
    /// The parts of the shop it is for; empty for all.
    scopes: Vec<&'static str>,
    /// `standard` or `premium`.
    plan: &'static str,
    /// Whom it acts for.
    user: Ref,
    /// The last seven characters of the token or consumer key.
    truncated_key: String,
    /// `active`, `revoked` or `expired`.
    status: &'static str,
    /// When it was last used, to a day.
    last_access: Option<String>,
    last_access_gmt: Option<String>,
    expires_at: Option<String>,
    expires_at_gmt: Option<String>,
    date_created: String,
    date_created_gmt: String,
    date_modified: String,
    date_modified_gmt: String,
    #[schema(value_type = Object)]
    _links: Links,
}

impl ApiKeyView {
    /// The key of the user called `user` as answers show it.
    pub fn new(key: ApiKey, user: String, app: &State) -> Self {
        let (last_access, last_access_gmt) = date_pair(key.last_access_at, app.site);
        let (expires_at, expires_at_gmt) = date_pair(key.expires_at, app.site);
        let (date_created, date_created_gmt) = dates::pair(key.created_at, app.site.timezone);
        let (date_modified, date_modified_gmt) = dates::pair(key.modified_at, app.site.timezone);
        let collection = app.v1("/api-keys");
        let item = format!("{collection}/{}", key.id);
        Self {
            id: key.id.get(),
            r#type: key.kind.as_str(),
            permissions: key.permissions.as_str(),
            scopes: key.scopes.iter().copied().map(Scope::as_str).collect(),
            plan: key.plan.as_str(),
            status: key.status(app.clock.now()).as_str(),
            name: key.name.as_str().to_owned(),
            user: Ref { id: key.user.get(), name: user },
            truncated_key: key.truncated_key,
            last_access,
            last_access_gmt,
            expires_at,
            expires_at_gmt,
            date_created,
            date_created_gmt,
            date_modified,
            date_modified_gmt,
            _links: Links::new(item, collection).related("user", app.v1(&format!("/users/{}", key.user))),
        }
    }
}

/// A key and what proves it, which is shown nowhere else.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 4, "name": "Zapier", "type": "token", "permissions": "read", "scopes": ["customers"], "plan": "standard",
    "user": {"id": 1, "name": "Ann"}, "truncated_key": "3a9f01c", "status": "active", "last_access": null,
    "last_access_gmt": null, "expires_at": null, "expires_at_gmt": null,
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-01-05T10:00:00", "date_modified_gmt": "2026-01-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/api-keys/4"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/api-keys"}],
        "user": [{"embeddable": true, "href": "https://crm.example.com/wp-json/growffinity/v1/users/1"}]},
    "token": "gfk_…"
}))]
pub struct CreatedApiKeyView {
    #[serde(flatten)]
    key: ApiKeyView,
    /// Of a token: what is sent as `Authorization: Bearer` or `X-API-Key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    token: Option<String>,
    /// Of a pair.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    consumer_key: Option<String>,
    /// Of a pair.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    consumer_secret: Option<String>,
}

impl CreatedApiKeyView {
    /// The key of the user called `user`, with its secret.
    pub fn new(created: CreatedApiKey, user: String, app: &State) -> Self {
        let key = ApiKeyView::new(created.key, user, app);
        let (token, consumer_key, consumer_secret) = match created.secret {
            KeySecret::Token(token) => (Some(token), None, None),
            KeySecret::Pair { consumer_key, consumer_secret } => (None, Some(consumer_key), Some(consumer_secret)),
        };
        Self { key, token, consumer_key, consumer_secret }
    }
}
