//! What a custom event is, and what a list of them can be asked for.

use chrono::{DateTime, Utc};
use growffinity_kernel::{CustomEventId, CustomerId, Direction, Span, Window};
use serde_json::{Map, Value};

/// Something a customer did.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomEvent {
    /// Its id.
    pub id: CustomEventId,
    /// Who did it.
    pub customer: CustomerId,
    /// What was done: `checkout_started`.
    pub name: String,
    /// What else the shop tells of it.
    pub properties: Map<String, Value>,
    /// The shop's own id of the event; the customer has no two events of one.
    pub unique_id: Option<String>,
    /// When it was done.
    pub occurred_at: DateTime<Utc>,
    /// When it was told.
    pub created_at: DateTime<Utc>,
}

/// A list of a customer's events: which, in what order, which part. All that is given must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomEventQuery {
    /// With one of these names; empty for all.
    pub names: Vec<String>,
    /// Part of the name, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<CustomEventId>,
    /// Not these.
    pub exclude: Vec<CustomEventId>,
    /// Done within.
    pub created: Span,
    /// Told within.
    pub modified: Span,
    /// What to sort by.
    pub order: CustomEventOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// What custom events are sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomEventOrder {
    /// When they were done.
    Occurred,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
}
