//! Webhooks in answers.

use growffinity_webhooks::{EventInfo, SecretShown, Webhook};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Links, date_pair};
use crate::{rest::dates, state::State};

/// A webhook, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 7, "name": "Warehouse", "status": "active", "events": ["order.completed"], "topic": "order.completed",
    "resource": "order", "event": "completed", "hooks": [], "payload": "event",
    "delivery_url": "https://warehouse.example.com/hook", "failure_count": 0, "failing_since": null,
    "failing_since_gmt": null, "disabled_reason": null, "previous_secret_until": null, "previous_secret_until_gmt": null,
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-01-05T10:00:00", "date_modified_gmt": "2026-01-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/webhooks/7"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/webhooks"}]}
}))]
pub struct WebhookView {
    id: i64,
    name: String,
    /// `active`, `paused` or `disabled`.
    status: &'static str,
    /// What it is told of: types, `customer.*`, `*`.
    events: Vec<String>,
    /// The one event, when it is told of one alone.
    topic: Option<&'static str>,
    resource: Option<&'static str>,
    event: Option<&'static str>,
    /// Always empty; WooCommerce's clients expect it.
    hooks: Vec<String>,
    /// `event` for an envelope, `resource` for the bare item.
    payload: &'static str,
    delivery_url: String,
    /// Failed attempts since the last that was delivered.
    failure_count: u32,
    failing_since: Option<String>,
    failing_since_gmt: Option<String>,
    /// `gone`, `failing` or `owner`.
    disabled_reason: Option<&'static str>,
    /// Until when deliveries are signed with the secret before the present one too.
    previous_secret_until: Option<String>,
    previous_secret_until_gmt: Option<String>,
    date_created: String,
    date_created_gmt: String,
    date_modified: String,
    date_modified_gmt: String,
    #[schema(value_type = Object)]
    _links: Links,
}

impl WebhookView {
    /// The webhook as answers show it.
    pub fn new(webhook: Webhook, app: &State) -> Self {
        let (failing_since, failing_since_gmt) = date_pair(webhook.failing_since, app.site);
        let previous = webhook.previous_secret_until.filter(|until| *until > app.clock.now());
        let (previous_secret_until, previous_secret_until_gmt) = date_pair(previous, app.site);
        let (date_created, date_created_gmt) = dates::pair(webhook.created_at, app.site.timezone);
        let (date_modified, date_modified_gmt) = dates::pair(webhook.modified_at, app.site.timezone);
        let collection = app.v1("/webhooks");
        let item = format!("{collection}/{}", webhook.id);
        let topic = webhook.topics.single().map(growffinity_kernel::EventType::as_str);
        let parts = topic.and_then(|topic| topic.split_once('.'));
        Self {
            id: webhook.id.get(),
            name: webhook.name,
            status: webhook.status.as_str(),
            events: webhook.topics.patterns().iter().map(|pattern| pattern.text()).collect(),
            topic,
            resource: parts.map(|(resource, _)| resource),
            event: parts.map(|(_, event)| event),
            hooks: Vec::new(),
            payload: webhook.payload.as_str(),
            delivery_url: webhook.delivery_url,
            failure_count: webhook.failure_count,
            failing_since,
            failing_since_gmt,
            disabled_reason: webhook.disabled_reason.map(growffinity_webhooks::DisabledReason::as_str),
            previous_secret_until,
            previous_secret_until_gmt,
            date_created,
            date_created_gmt,
            date_modified,
            date_modified_gmt,
            _links: Links::new(item.clone(), collection).related("deliveries", format!("{item}/deliveries")),
        }
    }
}

/// A webhook and its secret, which is shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 7, "name": "Warehouse", "status": "active", "events": ["order.completed"], "topic": "order.completed",
    "resource": "order", "event": "completed", "hooks": [], "payload": "event",
    "delivery_url": "https://warehouse.example.com/hook", "failure_count": 0, "failing_since": null,
    "failing_since_gmt": null, "disabled_reason": null, "previous_secret_until": null, "previous_secret_until_gmt": null,
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-01-05T10:00:00", "date_modified_gmt": "2026-01-05T10:00:00", "secret": "whsec_…"
}))]
pub struct SecretWebhookView {
    #[serde(flatten)]
    webhook: WebhookView,
    /// What deliveries are signed with.
    secret: String,
}

impl SecretWebhookView {
    /// The webhook with its secret.
    pub fn new(shown: SecretShown, app: &State) -> Self {
        Self { webhook: WebhookView::new(shown.webhook, app), secret: shown.secret.expose().to_owned() }
    }
}

/// An event that webhooks can be told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"type": "customer.deleted", "resource": "customer", "event": "deleted",
    "description": "A customer was erased, or became part of another. The id alone.", "example": {"id": 1}}))]
pub struct WebhookEventView {
    r#type: &'static str,
    resource: &'static str,
    event: &'static str,
    /// When it is raised, and what its `data` is.
    description: &'static str,
    /// Its `data`.
    #[schema(value_type = Object)]
    example: Value,
}

impl WebhookEventView {
    /// The event as answers show it, with this example.
    pub fn new(info: EventInfo, example: Value) -> Self {
        let name = info.kind.as_str();
        let (resource, event) = name.split_once('.').unwrap_or((name, ""));
        Self { r#type: name, resource, event, description: info.description, example }
    }
}

/// What came of a replay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"queued": 12}))]
pub struct ReplayView {
    /// Deliveries made.
    pub queued: u32,
}
