//! Deliveries of webhooks in answers.

use std::collections::BTreeMap;

use growffinity_webhooks::{Attempt, Delivery, DeliveryKind, Payload, Webhook, event_id};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Links, date_pair};
use crate::{rest::dates, state::State};

/// A delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 90, "webhook_id": 7, "event_id": "evt_5501", "type": "order.completed", "status": "delivered",
    "attempt_count": 1, "next_attempt_at": null, "next_attempt_at_gmt": null,
    "completed_at": "2026-01-05T10:00:00", "completed_at_gmt": "2026-01-05T10:00:00",
    "attempts": [{"number": 1, "started_at": "2026-01-05T10:00:00", "started_at_gmt": "2026-01-05T10:00:00",
        "milliseconds": 31, "status_code": 200, "error": null, "response_body": "ok"}],
    "request": {"headers": {"webhook-id": "evt_5501"}, "body": "{\"id\":9}"},
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/webhooks/7/deliveries/90"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/webhooks/7/deliveries"}]}
}))]
pub struct DeliveryView {
    id: i64,
    webhook_id: i64,
    /// What the receiver knows the event by, at every attempt, redelivery and replay.
    event_id: String,
    r#type: String,
    /// `pending`, `delivered`, `failed` or `canceled`.
    status: &'static str,
    attempt_count: u32,
    next_attempt_at: Option<String>,
    next_attempt_at_gmt: Option<String>,
    completed_at: Option<String>,
    completed_at_gmt: Option<String>,
    /// Empty in lists.
    attempts: Vec<AttemptView>,
    /// Null in lists.
    request: Option<DeliveryRequestView>,
    date_created: String,
    date_created_gmt: String,
    #[schema(value_type = Object)]
    _links: Links,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AttemptView {
    number: u32,
    started_at: String,
    started_at_gmt: String,
    milliseconds: u32,
    /// Null when nothing was answered.
    status_code: Option<u16>,
    /// Why nothing was.
    error: Option<String>,
    /// The beginning of what was answered.
    response_body: Option<String>,
}

/// What is posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeliveryRequestView {
    /// Those headers that are the same at every attempt; times and signatures are not.
    headers: BTreeMap<&'static str, String>,
    /// Null before the first attempt, and once the customer it was about is erased.
    body: Option<String>,
}

impl AttemptView {
    fn new(attempt: Attempt, app: &State) -> Self {
        let (started_at, started_at_gmt) = dates::pair(attempt.started_at, app.site.timezone);
        Self {
            number: attempt.number,
            started_at,
            started_at_gmt,
            milliseconds: attempt.milliseconds,
            status_code: attempt.status_code,
            error: attempt.error,
            response_body: attempt.response_body,
        }
    }
}

impl DeliveryView {
    /// A delivery in a list.
    pub fn listed(delivery: Delivery, app: &State) -> Self {
        let (next_attempt_at, next_attempt_at_gmt) = date_pair(delivery.next_attempt_at, app.site);
        let (completed_at, completed_at_gmt) = date_pair(delivery.completed_at, app.site);
        let (date_created, date_created_gmt) = dates::pair(delivery.created_at, app.site.timezone);
        let webhook = app.v1(&format!("/webhooks/{}", delivery.webhook));
        let collection = format!("{webhook}/deliveries");
        Self {
            id: delivery.id.get(),
            webhook_id: delivery.webhook.get(),
            event_id: event_id(delivery.event),
            r#type: delivery.type_name,
            status: delivery.status.as_str(),
            attempt_count: delivery.attempt_count,
            next_attempt_at,
            next_attempt_at_gmt,
            completed_at,
            completed_at_gmt,
            attempts: delivery.attempts.into_iter().map(|attempt| AttemptView::new(attempt, app)).collect(),
            request: None,
            date_created,
            date_created_gmt,
            _links: Links::new(format!("{collection}/{}", delivery.id), collection).related("webhook", webhook),
        }
    }

    /// A delivery of `webhook` by itself.
    pub fn whole(mut delivery: Delivery, webhook: &Webhook, app: &State) -> Self {
        let bare = delivery.kind == DeliveryKind::Ping && webhook.payload == Payload::Resource;
        let mut headers = BTreeMap::from([("webhook-id", event_id(delivery.event))]);
        headers.insert("content-type", "application/json".to_owned());
        headers.insert("x-wc-webhook-topic", delivery.type_name.clone());
        headers.insert("x-wc-webhook-id", delivery.webhook.to_string());
        headers.insert("x-wc-webhook-delivery-id", delivery.reference.clone());
        headers.insert("x-growffinity-event", delivery.type_name.clone());
        headers.insert("x-growffinity-webhook-id", delivery.webhook.to_string());
        headers.insert("x-growffinity-delivery-id", delivery.id.to_string());
        if bare {
            headers = BTreeMap::from([("content-type", "application/x-www-form-urlencoded".to_owned())]);
        }
        let body = delivery.body.take();
        Self { request: Some(DeliveryRequestView { headers, body }), ..Self::listed(delivery, app) }
    }
}
