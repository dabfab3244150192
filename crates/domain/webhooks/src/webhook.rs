//! A webhook: where to, what about, in which form, and how it fares.

use chrono::{DateTime, Utc};
use growffinity_kernel::{UserId, WebhookId, named_enum};

use crate::Topics;

named_enum!(
    /// Whether a webhook is told of events.
    WebhookStatus {
        /// It is.
        Active = "active",
        /// It is not, as someone said; what waits is kept.
        Paused = "paused",
        /// It is not, as its receiver was gone or failed for too long; what waited was given up.
        Disabled = "disabled",
    }
);

named_enum!(
    /// What is posted.
    Payload {
        /// An envelope with the event's id, type and time, and the item as its `data`.
        Event = "event",
        /// The bare item, as WooCommerce sends it.
        Resource = "resource",
    }
);

named_enum!(
    /// Why a webhook is disabled.
    DisabledReason {
        /// Its receiver answered 410.
        Gone = "gone",
        /// Nothing but failures for as long as is allowed.
        Failing = "failing",
        /// Its owner is no longer there, or may no longer see what it tells of.
        Owner = "owner",
    }
);

/// A webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: WebhookId,
    /// What people call it.
    pub name: String,
    /// Whether it is told of events.
    pub status: WebhookStatus,
    /// What it wants to hear of.
    pub topics: Topics,
    /// The form of what is posted.
    pub payload: Payload,
    /// Where to.
    pub delivery_url: String,
    /// In whose view items are shown; `None` when that user was removed.
    pub owner: Option<UserId>,
    /// Failed attempts since the last that was delivered.
    pub failure_count: u32,
    /// When the first of those was.
    pub failing_since: Option<DateTime<Utc>>,
    /// Why it is disabled, while it is.
    pub disabled_reason: Option<DisabledReason>,
    /// Until when the secret before the present one signs too.
    pub previous_secret_until: Option<DateTime<Utc>>,
    /// Raised by every change that a caller makes.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When a caller last changed it.
    pub modified_at: DateTime<Utc>,
}

/// A webhook to be made, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookDraft {
    /// What people call it.
    pub name: String,
    /// Whether it is told of events from the start.
    pub status: WebhookStatus,
    /// What it wants to hear of.
    pub topics: Topics,
    /// The form of what is posted.
    pub payload: Payload,
    /// Where to.
    pub delivery_url: String,
    /// In whose view items are shown.
    pub owner: UserId,
}
