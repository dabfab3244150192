//! The service of tags and groups: make, look up, list, put on customers.

use std::sync::Arc;

use growffinity_kernel::{Clock, CustomerId, MarkId, Origin, Page, StoreError};

use super::{
    Mark, MarkKind, MarkQuery, Marking, NewMark,
    ports::{MarkOutcome, MarkStore, MarkWritten},
};

/// Tags and groups.
#[derive(Clone)]
pub struct Marks {
    pub(super) store: Arc<dyn MarkStore>,
    pub(super) clock: Arc<dyn Clock>,
}

/// Why a tag or group can't be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateMarkError {
    /// One of this name exists, in this or another spelling.
    #[error("there is one of this name: {0}")]
    Exists(MarkId),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why marks can't be put on a customer.
#[derive(Debug, thiserror::Error)]
pub enum MarkCustomerError {
    /// There is no such customer.
    #[error("there is no such customer")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Marks {
    /// The service over `store`.
    pub fn new(store: Arc<dyn MarkStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// The tag or group with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(&self, kind: MarkKind, id: MarkId) -> Result<Option<Mark>, StoreError> {
        self.store.find(kind, id).await
    }

    /// A part of the list of tags or groups.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, kind: MarkKind, query: &MarkQuery) -> Result<Page<Mark>, StoreError> {
        self.store.list(kind, query).await
    }

    /// Makes a tag or group.
    ///
    /// # Errors
    /// [`CreateMarkError`]; nothing is made then.
    pub async fn create(&self, kind: MarkKind, mark: &NewMark) -> Result<Mark, CreateMarkError> {
        match self.store.insert(kind, mark, self.clock.now()).await? {
            MarkWritten::Done(mark) => Ok(*mark),
            MarkWritten::Taken(id) => Err(CreateMarkError::Exists(id)),
            MarkWritten::Stale(_) => Err(StoreError::unexpected("a new mark can't be stale").into()),
        }
    }

    /// Puts marks on one customer or takes them off; raises `customer.updated` when that changes anything.
    ///
    /// # Errors
    /// [`MarkCustomerError`]; nothing is changed then.
    pub async fn mark(&self, customer: CustomerId, marking: &Marking) -> Result<(), MarkCustomerError> {
        let outcome = self.mark_all(&[customer], marking, Origin::Live).await?;
        if outcome.found.is_empty() { Err(MarkCustomerError::NotFound) } else { Ok(()) }
    }

    /// Puts marks on many customers, or takes them off, in one transaction. Those that are not there are passed over.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub async fn mark_all(
        &self,
        customers: &[CustomerId],
        marking: &Marking,
        origin: Origin,
    ) -> Result<MarkOutcome, StoreError> {
        self.store.mark(customers, marking, origin, self.clock.now()).await
    }
}
