//! What stands in a timeline, and what one can be asked for.

use chrono::{DateTime, Utc};
use growffinity_kernel::{Currency, Direction, EventType, Span, Window};
use serde_json::{Map, Value};

/// One thing that happened to a customer, as a store knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened {
    /// Its id: of the event, of the custom event or of the note. No two things that happened have the same.
    pub id: i64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What it was.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// An event of ours.
    Event {
        /// What happened.
        kind: EventType,
        /// The id of the thing it happened to.
        object: i64,
        /// What the event says besides.
        data: Map<String, Value>,
        /// What the thing is called now: an order's number, a segment's or campaign's name. `None` when it is gone.
        called: Option<String>,
        /// What an order comes to.
        total: Option<Money>,
    },
    /// What a shop told.
    Custom {
        /// What was done.
        name: String,
        /// What else was told of it.
        properties: Value,
    },
    /// A note.
    Note {
        /// Its category.
        category: String,
        /// Its text.
        text: String,
        /// Who wrote it, by name.
        author: Option<String>,
    },
}

/// An amount in a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// How much.
    pub amount: growffinity_kernel::Money,
    /// Of what.
    pub currency: Currency,
}

/// One entry of a timeline, fit to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineEntry {
    /// Its id; the same whenever one looks.
    pub id: i64,
    /// What kind of thing happened.
    pub kind: TimelineKind,
    /// When.
    pub at: DateTime<Utc>,
    /// What happened, in English, for people.
    pub summary: String,
    /// The same for programs.
    pub data: Map<String, Value>,
}

/// What kind of thing an entry tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimelineKind {
    /// An event of ours; a shop's is [`EventType::CustomEventRecorded`].
    Event(EventType),
    /// A note was written.
    NoteAdded,
}

impl TimelineKind {
    /// The name, as shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Event(kind) => kind.as_str(),
            Self::NoteAdded => "note.added",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        let event = EventType::from_name(name).map(Self::Event);
        event.or_else(|| (name == Self::NoteAdded.as_str()).then_some(Self::NoteAdded))
    }
}

/// A part of a timeline: which entries, in what order. All that is given must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineQuery {
    /// Of one of these kinds; empty for all.
    pub kinds: Vec<TimelineKind>,
    /// Part of the kind's name or of what else is told, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<i64>,
    /// Not these.
    pub exclude: Vec<i64>,
    /// Happened within.
    pub created: Span,
    /// Came to our knowledge, or was last changed, within.
    pub modified: Span,
    /// What to sort by.
    pub order: TimelineOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// What a timeline is sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimelineOrder {
    /// When it happened.
    Date,
    /// Id, which ascends as things come to our knowledge.
    Id,
    /// The order of `include`.
    Include,
}
