//! What a list of imports can be asked for.

use growffinity_kernel::{Direction, ImportId, Window};

use super::{ImportStatus, ImportType};
use crate::Span;

/// A list of imports: which, in what order, which part.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportQuery {
    /// Part of the file's name, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<ImportId>,
    /// Not these.
    pub exclude: Vec<ImportId>,
    /// With one of these; empty for all.
    pub status: Vec<ImportStatus>,
    /// Of one of these; empty for all.
    pub item_type: Vec<ImportType>,
    /// Asked for within.
    pub created: Span,
    /// Moved within.
    pub modified: Span,
    /// What to sort by.
    pub order: ImportOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// What imports are sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportOrder {
    /// When they were asked for.
    Created,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
}
