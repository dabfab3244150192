//! Users in answers.

use growffinity_access::{User, invitations::Invited};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Links, date_pair};
use crate::{rest::dates, state::State};

/// Someone who may sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 2, "login": "bob", "email": "bob@example.com", "name": "Bob", "role": "member", "plan": "standard",
    "status": "active", "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-01-05T10:00:00", "date_modified_gmt": "2026-01-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/users/2"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/users"}]}
}))]
pub struct UserView {
    id: i64,
    login: String,
    email: String,
    name: String,
    /// `owner`, `member` or `viewer`.
    role: &'static str,
    /// `standard` or `premium`.
    plan: &'static str,
    /// `active`, or `pending` until the invitation is answered.
    status: &'static str,
    date_created: String,
    date_created_gmt: String,
    date_modified: String,
    date_modified_gmt: String,
    #[schema(value_type = Object)]
    _links: Links,
}

impl UserView {
    /// The user as answers show one.
    pub fn new(user: User, app: &State) -> Self {
        let (date_created, date_created_gmt) = dates::pair(user.created_at, app.site.timezone);
        let (date_modified, date_modified_gmt) = dates::pair(user.modified_at, app.site.timezone);
        let collection = app.v1("/users");
        let item = format!("{collection}/{}", user.id);
        Self {
            id: user.id.get(),
            login: user.login.as_str().to_owned(),
            email: user.email.as_str().to_owned(),
            name: user.name,
            role: user.role.as_str(),
            plan: user.plan.as_str(),
            status: user.status.as_str(),
            date_created,
            date_created_gmt,
            date_modified,
            date_modified_gmt,
            _links: Links::new(item, collection),
        }
    }
}

/// A pending user, and what became of the mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 2, "login": "bob", "email": "bob@example.com", "name": "Bob", "role": "member", "plan": "standard",
    "status": "pending", "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-01-05T10:00:00", "date_modified_gmt": "2026-01-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/users/2"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/users"}]},
    "invitation": {"sent": true, "error": null, "expires_at": "2026-01-12T10:00:00",
        "expires_at_gmt": "2026-01-12T10:00:00"}
}))]
pub struct InvitedView {
    #[serde(flatten)]
    user: UserView,
    invitation: InvitationView,
}

/// What became of an invitation's mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct InvitationView {
    /// Whether the mail server took it.
    sent: bool,
    /// Why not; then ask for another one by `POST /users/{id}/invite`.
    error: Option<String>,
    expires_at: Option<String>,
    expires_at_gmt: Option<String>,
}

impl InvitedView {
    /// The user as answers show one who was just invited.
    pub fn new(invited: Invited, app: &State) -> Self {
        let (expires_at, expires_at_gmt) = date_pair(Some(invited.expires_at), app.site);
        let sent = invited.not_sent.is_none();
        let invitation = InvitationView { sent, error: invited.not_sent, expires_at, expires_at_gmt };
        Self { user: UserView::new(invited.user, app), invitation }
    }
}
