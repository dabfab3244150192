//! What is posted.

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use growffinity_kernel::WebhookId;
use serde_json::json;

use crate::event_id;

/// What an envelope says beside the item.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// The number of the event.
    pub event: i64,
    /// Its type.
    pub type_name: &'a str,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    /// The site's zone.
    pub zone: Tz,
}

/// The form `event`: an envelope around `data`, which is JSON already.
pub fn envelope(about: Envelope<'_>, data: &str) -> String {
    const PLAIN: &str = "%Y-%m-%dT%H:%M:%S";
    let Envelope { event, type_name, occurred_at, zone } = about;
    format!(
        "{{\"id\":\"{}\",\"type\":\"{type_name}\",\"timestamp\":\"{}\",\"occurred_at\":\"{}\",\"occurred_at_gmt\":\"{}\",\
         \"sequence\":{event},\"data\":{data}}}",
        event_id(event),
        occurred_at.to_rfc3339_opts(SecondsFormat::Micros, true),
        occurred_at.with_timezone(&zone).format(PLAIN),
        occurred_at.format(PLAIN),
    )
}

/// What is told of an item that is gone.
pub fn deleted(id: i64) -> String {
    json!({"id": id}).to_string()
}

/// The ping of the form `resource`: a form, as WooCommerce sends it.
pub fn ping(webhook: WebhookId) -> String {
    format!("webhook_id={webhook}")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn an_envelope_is_json_with_both_dates() {
        let occurred_at = "2026-11-23T09:00:00.123456Z".parse().unwrap();
        let about = Envelope { event: 5501, type_name: "order.completed", occurred_at, zone: chrono_tz::Europe::Paris };
        let read: Value = serde_json::from_str(&envelope(about, &deleted(9))).unwrap();
        assert_eq!(
            read,
            json!({"id": "evt_5501", "type": "order.completed", "timestamp": "2026-11-23T09:00:00.123456Z",
                "occurred_at": "2026-11-23T10:00:00", "occurred_at_gmt": "2026-11-23T09:00:00", "sequence": 5501,
                "data": {"id": 9}})
        );
    }
}
