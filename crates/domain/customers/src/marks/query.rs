//! What a list of tags or groups can be asked for.

use growffinity_kernel::{Direction, MarkId, Span, Window};

/// A list of tags or groups: which, in what order, which part.
#[derive(Debug, Clone, PartialEq)]
pub struct MarkQuery {
    /// Part of the name, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<MarkId>,
    /// Not these.
    pub exclude: Vec<MarkId>,
    /// Made within.
    pub created: Span,
    /// Changed within.
    pub modified: Span,
    /// What to sort by.
    pub order: MarkOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// What tags and groups are sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkOrder {
    /// Name, whatever the case.
    Name,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
    /// When they were made.
    Created,
    /// When they were changed.
    Modified,
    /// How many customers carry them.
    CustomersCount,
}
