//! The headers of an attempt.

use chrono::{DateTime, Utc};
use growffinity_kernel::DeliveryId;

use crate::{
    DeliveryKind, Payload, Webhook, WebhookSecret, event_id, own_signature, standard_signature, woocommerce_signature,
};

/// What an attempt tells in its headers.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// Which delivery.
    pub delivery: DeliveryId,
    /// Its 32 hexadecimal digits.
    pub reference: &'a str,
    /// What it is for.
    pub kind: DeliveryKind,
    /// The number of the event.
    pub event: i64,
    /// The event's type.
    pub type_name: &'a str,
    /// Which attempt: 1, 2, …
    pub attempt: u32,
    /// When it is made.
    pub at: DateTime<Utc>,
    /// What is posted.
    pub body: &'a [u8],
}

/// The headers of an attempt at `webhook`, names in lower case. `secrets` are the present one and, during an overlap, the one
/// before. `source` is the site's address with a slash at its end.
pub fn headers(
    webhook: &Webhook,
    secrets: &[&WebhookSecret],
    source: &str,
    told: Told<'_>,
) -> Vec<(&'static str, String)> {
    // WooCommerce knocks with a bare form.
    if told.kind == DeliveryKind::Ping && webhook.payload == Payload::Resource {
        return vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
    }
    let (id, timestamp) = (event_id(told.event), told.at.timestamp());
    let (resource, event) = told.type_name.split_once('.').unwrap_or((told.type_name, ""));
    let mut headers = vec![
        ("content-type", "application/json".to_owned()),
        ("webhook-signature", standard_signature(secrets, &id, timestamp, told.body)),
        ("webhook-id", id),
        ("webhook-timestamp", timestamp.to_string()),
        ("x-wc-webhook-source", source.to_owned()),
        ("x-wc-webhook-topic", told.type_name.to_owned()),
        ("x-wc-webhook-resource", resource.to_owned()),
        ("x-wc-webhook-event", event.to_owned()),
        ("x-wc-webhook-id", webhook.id.to_string()),
        ("x-wc-webhook-delivery-id", told.reference.to_owned()),
        ("x-growffinity-event", told.type_name.to_owned()),
        ("x-growffinity-webhook-id", webhook.id.to_string()),
        ("x-growffinity-delivery-id", told.delivery.to_string()),
        ("x-growffinity-attempt", told.attempt.to_string()),
    ];
    if let Some(present) = secrets.first() {
        headers.push(("x-wc-webhook-signature", woocommerce_signature(present, told.body)));
        headers.push(("x-growffinity-signature", own_signature(present, told.body)));
    }
    headers
}
