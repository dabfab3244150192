//! A delivery: one event on its way to one webhook.

use chrono::{DateTime, Utc};
use growffinity_kernel::{CustomerId, DeliveryId, EventType, WebhookId, named_enum};

named_enum!(
    /// What a delivery is for.
    DeliveryKind {
        /// It tells of an event, and is tried again when it fails.
        Event = "event",
        /// It knocks once at a receiver that is new; what comes of it changes nothing.
        Ping = "ping",
        /// It shows once what an event would look like; what comes of it changes nothing.
        Test = "test",
    }
);

named_enum!(
    /// How a delivery stands.
    DeliveryStatus {
        /// Waiting for its first attempt, or for the next.
        Pending = "pending",
        /// The receiver answered 2xx.
        Delivered = "delivered",
        /// Every attempt failed.
        Failed = "failed",
        /// Given up, as the webhook was disabled or deleted.
        Canceled = "canceled",
    }
);

/// A delivery, as callers see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Its id.
    pub id: DeliveryId,
    /// Where to.
    pub webhook: WebhookId,
    /// The number of the event.
    pub event: i64,
    /// The event's type, or `webhook.ping`.
    pub type_name: String,
    /// What it is for.
    pub kind: DeliveryKind,
    /// How it stands.
    pub status: DeliveryStatus,
    /// Attempts so far.
    pub attempt_count: u32,
    /// When the next attempt is due, while it is pending.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub completed_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Its attempts; empty in lists.
    pub attempts: Vec<Attempt>,
    /// What is posted; `None` before it is frozen, once it is erased, and in lists.
    pub body: Option<String>,
    /// The `X-WC-Webhook-Delivery-ID`: 32 hexadecimal digits.
    pub reference: String,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// 1, 2, …
    pub number: u32,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// How long it took.
    pub milliseconds: u32,
    /// What was answered.
    pub status_code: Option<u16>,
    /// Why nothing was.
    pub error: Option<String>,
    /// The beginning of what was answered.
    pub response_body: Option<String>,
}

/// How the event `number` is called outside: `evt_5501`.
pub fn event_id(number: i64) -> String {
    format!("evt_{number}")
}

/// What tells apart the items that deliveries are kept in order for, beside the kind of item: the item's id; for members of a
/// segment, who are many, the customer in it, as a negative number. Two of those may share one by chance, which only makes
/// one wait for the other.
pub fn order_key(kind: EventType, object: i64, customer: Option<CustomerId>) -> i64 {
    let is_member = matches!(kind, EventType::SegmentMemberJoined | EventType::SegmentMemberLeft);
    match customer.filter(|_| is_member) {
        Some(customer) => (object.wrapping_mul(0x9e37_79b9) ^ customer.get()) | i64::MIN,
        None => object,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_a_segment_are_items_of_their_own() {
        let key = |kind, customer| order_key(kind, 4, CustomerId::new(customer));
        assert_ne!(key(EventType::SegmentMemberJoined, 1), key(EventType::SegmentMemberJoined, 2));
        assert_eq!(key(EventType::SegmentMemberJoined, 1), key(EventType::SegmentMemberLeft, 1));
        assert_eq!(key(EventType::SegmentUpdated, 1), 4);
    }
}
