//! What entries of the audit log look like.

use growffinity_access::audit::AuditEntry;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{rest::dates, state::State};

/// An entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 7, "date": "2026-01-05T10:00:00", "date_gmt": "2026-01-05T10:00:00",
    "actor": {"type": "user", "id": 1, "name": "ann"}, "action": "customer.update",
    "object": {"type": "customer", "id": 1}, "changed": ["email"], "outcome": "done",
    "ip": "203.0.113.7", "user_agent": "curl/8.5.0", "request_id": "018f3a5e7b2c4d6e8f901a2b3c4d5e6f"
}))]
pub struct AuditEntryView {
    id: i64,
    date: String,
    date_gmt: String,
    actor: ActorView,
    action: String,
    object: ObjectView,
    /// Names of the members that changed, as far as that is known.
    changed: Vec<String>,
    /// `done` or `refused`.
    outcome: &'static str,
    ip: Option<String>,
    user_agent: Option<String>,
    /// Of the request, as in its `X-Request-Id`; null when it was none.
    request_id: Option<String>,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
struct ActorView {
    /// `user`, `api_key`, `system` or `anonymous`.
    r#type: &'static str,
    id: Option<i64>,
    /// What the user or key is called now; empty when it is gone.
    name: String,
}

/// What something was done to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
struct ObjectView {
    r#type: String,
    id: Option<i64>,
}

impl AuditEntryView {
    /// The entry as answers show it.
    pub fn new(entry: AuditEntry, app: &State) -> Self {
        let (date, date_gmt) = dates::pair(entry.at, app.site.timezone);
        Self {
            id: entry.id,
            date,
            date_gmt,
            actor: ActorView { r#type: entry.actor.kind.as_str(), id: entry.actor.id, name: entry.actor.name },
            action: entry.action,
            object: ObjectView { r#type: entry.object.kind, id: entry.object.id },
            changed: entry.changed,
            outcome: entry.outcome.as_str(),
            ip: entry.ip,
            user_agent: entry.user_agent,
            request_id: Some(entry.request_id).filter(|id| !id.is_empty()),
        }
    }
}
