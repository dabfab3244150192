//! What a bulk job does, and to whom.

use growffinity_kernel::SegmentId;

use crate::{CustomerChange, CustomerFilter, Marking};

/// A job, read from what its caller asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct BulkWork {
    /// To whom: everyone the filter finds when their turn comes, by id.
    pub filter: CustomerFilter,
    /// What.
    pub action: BulkAction,
}

/// What is done to each customer.
#[derive(Debug, Clone, PartialEq)]
pub enum BulkAction {
    /// Tags or groups are added or removed.
    Mark(Marking),
    /// They join a static segment.
    Join(SegmentId),
    /// Their records are changed.
    Change(Box<CustomerChange>),
    /// They are erased, by whom the text says.
    Erase {
        /// Who does it.
        by: String,
    },
}
