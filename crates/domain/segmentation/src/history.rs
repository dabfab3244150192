//! How a segment's members came and went.

use chrono::{DateTime, Utc};
use growffinity_kernel::{Direction, Page, SegmentId, Span, StoreError, Window};

use crate::{refresh::RefreshCause, service::Segments};

/// One line of a segment's history: a refresh, what became of a live segment since the line before, or the sum of an
/// hour that is long past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Its id; later lines have greater ones.
    pub id: i64,
    /// When it was.
    pub at: DateTime<Utc>,
    /// How many were members then.
    pub members_count: u64,
    /// How many joined.
    pub joined: u64,
    /// How many left.
    pub left: u64,
    /// Why the members were looked at.
    pub cause: RefreshCause,
    /// How long it took.
    pub milliseconds: u64,
}

/// A part of the history of a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryQuery {
    /// Only these lines; empty for all.
    pub include: Vec<i64>,
    /// Not these.
    pub exclude: Vec<i64>,
    /// For one of these causes; empty for all.
    pub causes: Vec<RefreshCause>,
    /// Within.
    pub at: Span,
    /// What to sort by.
    pub order: HistoryOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part; a walk goes by id.
    pub window: Window,
}

/// What history is sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryOrder {
    /// When it was.
    Date,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
}

/// Why history can't be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListHistoryError {
    /// There is no such segment.
    #[error("there is no such segment")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Segments {
    /// A part of the history of a segment.
    ///
    /// # Errors
    /// [`ListHistoryError`].
    pub async fn history(
        &self,
        segment: SegmentId,
        query: &HistoryQuery,
    ) -> Result<Page<HistoryEntry>, ListHistoryError> {
        self.store.find(segment).await?.ok_or(ListHistoryError::NotFound)?;
        Ok(self.store.history(segment, query).await?)
    }
}
