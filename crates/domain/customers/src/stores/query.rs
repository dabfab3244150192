//! What a list of shops can be asked for.

use growffinity_kernel::{Direction, Span, StoreId, Window};

/// A list of shops: which, in what order, which part.
#[derive(Debug, Clone, PartialEq)]
pub struct StoreQuery {
    /// Part of the name or the address, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<StoreId>,
    /// Not these.
    pub exclude: Vec<StoreId>,
    /// Made within.
    pub created: Span,
    /// Changed within.
    pub modified: Span,
    /// What to sort by.
    pub order: StoreOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// What shops are sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreOrder {
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
    /// How many customers came from them.
    CustomersCount,
}
