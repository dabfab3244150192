//! What lists of webhooks and of deliveries can be asked for.

use growffinity_kernel::{DeliveryId, Direction, EventType, Span, WebhookId, Window};

use crate::{DeliveryStatus, WebhookStatus};

/// A list of webhooks: which, in what order, which part.
#[derive(Debug, Clone, PartialEq)]
pub struct WebhookQuery {
    /// Part of the name or the address, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<WebhookId>,
    /// Not these.
    pub exclude: Vec<WebhookId>,
    /// With one of these; empty for all.
    pub status: Vec<WebhookStatus>,
    /// That hear of this one.
    pub event: Option<EventType>,
    /// Made within.
    pub created: Span,
    /// Changed within.
    pub modified: Span,
    /// What to sort by.
    pub order: WebhookOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// What webhooks are sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookOrder {
    /// When they were made.
    Created,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
    /// Name, whatever the case.
    Title,
}

/// A list of a webhook's deliveries: which, in what order, which part.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryQuery {
    /// Part of the type, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<DeliveryId>,
    /// Not these.
    pub exclude: Vec<DeliveryId>,
    /// With one of these; empty for all.
    pub status: Vec<DeliveryStatus>,
    /// Of one of these types; empty for all.
    pub event: Vec<EventType>,
    /// Made within.
    pub created: Span,
    /// Ended within.
    pub modified: Span,
    /// What to sort by.
    pub order: DeliveryOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// What deliveries are sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryOrder {
    /// When they were made.
    Created,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
}
