//! What a list of segments can be asked for.

use growffinity_kernel::{CustomerId, Direction, SegmentId, Span, Window};

use crate::segment::{Refresh, SegmentKind, SegmentStatus};

/// A list of segments: which, in what order, which part. All that is given must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentQuery {
    /// Part of the name or the description, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<SegmentId>,
    /// Not these.
    pub exclude: Vec<SegmentId>,
    /// Of one of these kinds; empty for all.
    pub kind: Vec<SegmentKind>,
    /// With one of these; empty for all.
    pub status: Vec<SegmentStatus>,
    /// With one of these; empty for all.
    pub refresh: Vec<Refresh>,
    /// With this customer in it now.
    pub customer: Option<CustomerId>,
    /// Made within.
    pub created: Span,
    /// Changed within.
    pub modified: Span,
    /// What to sort by.
    pub order: SegmentOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

impl Default for SegmentQuery {
    /// All segments, the newest first.
    fn default() -> Self {
        Self {
            search: None,
            include: Vec::new(),
            exclude: Vec::new(),
            kind: Vec::new(),
            status: Vec::new(),
            refresh: Vec::new(),
            customer: None,
            created: Span::default(),
            modified: Span::default(),
            order: SegmentOrder::Created,
            direction: Direction::Descending,
            window: Window::default(),
        }
    }
}

/// What segments are sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentOrder {
    /// When they were made.
    Created,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
    /// Name, whatever the case.
    Name,
    /// When they were changed.
    Modified,
    /// How many are in them.
    MembersCount,
}
