//! What tags and groups need from a store. One call is one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{CustomerId, MarkId, Origin, Page, StoreError};

use super::{Mark, MarkKind, MarkQuery, Marking, NewMark};

/// Keeps tags and groups, and which customers carry them.
#[async_trait]
pub trait MarkStore: Send + Sync {
    /// The mark with this id.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, kind: MarkKind, id: MarkId) -> Result<Option<Mark>, StoreError>;

    /// A part of a list. The total MUST be exact.
    ///
    /// # Errors
    /// When the store fails.
    async fn list(&self, kind: MarkKind, query: &MarkQuery) -> Result<Page<Mark>, StoreError>;

    /// Adds a mark, under [`NewMark::wanted_slug`] or, where that is taken, with the first number behind it that is
    /// free.
    ///
    /// # Errors
    /// When the store fails.
    async fn insert(&self, kind: MarkKind, mark: &NewMark, now: DateTime<Utc>) -> Result<MarkWritten, StoreError>;

    /// Writes `mark` over the version `expected`; a taken slug gets a number as in [`MarkStore::insert`].
    ///
    /// # Errors
    /// When the store fails.
    async fn save(&self, mark: &Mark, expected: i32) -> Result<MarkWritten, StoreError>;

    /// Deletes a mark and takes it off every customer, raising `customer.updated` for each. False when it is not there.
    ///
    /// # Errors
    /// When the store fails.
    async fn delete(&self, kind: MarkKind, id: MarkId, now: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Does `marking` to each of `customers`. An implementer MUST make the names that are not there yet (except where
    /// they are only removed), and MUST append one `customer.updated` for each customer that it changed, made by
    /// [`crate::events::customer_tied`].
    ///
    /// # Errors
    /// When the store fails.
    async fn mark(
        &self,
        customers: &[CustomerId],
        marking: &Marking,
        origin: Origin,
        now: DateTime<Utc>,
    ) -> Result<MarkOutcome, StoreError>;
}

/// What came of writing a tag or group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkWritten {
    /// It is written; this is how it is now.
    Done(Box<Mark>),
    /// Another of its kind has the name.
    Taken(MarkId),
    /// Someone else has changed it since; this is the version now. `None`: it is gone.
    Stale(Option<i32>),
}

/// What came of marking customers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MarkOutcome {
    /// Those that are there.
    pub found: Vec<CustomerId>,
    /// Those that were changed.
    pub changed: Vec<CustomerId>,
}
