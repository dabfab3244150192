//! Personal data as a whole: the service and the port behind erasing, merging and handing out all there is of a person.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{Clock, CustomerId, StoreError};

use crate::{Customer, MergePlan, ports::CustomerStore};

/// All that is kept of customers: erase it, merge it, hand it out.
#[derive(Clone)]
pub struct PersonalData {
    pub(crate) store: Arc<dyn PersonalDataStore>,
    pub(crate) customers: Arc<dyn CustomerStore>,
    pub(crate) clock: Arc<dyn Clock>,
}

/// Reaches everything that is kept of a customer, wherever it lies. One call is one transaction.
#[async_trait]
pub trait PersonalDataStore: Send + Sync {
    /// Erases the customer, with `expected` only over that version.
    ///
    /// An implementer MUST leave nothing personal of them, or of those merged into them, in anything it keeps; MUST keep
    /// their orders without it; MUST see to it that no message on its way to them is begun any more, and that none is
    /// sent to their addresses later; MUST append `customer.deleted` and no other event.
    ///
    /// # Errors
    /// When the store fails; nothing is erased then.
    async fn erase(
        &self,
        id: CustomerId,
        expected: Option<i32>,
        by: &str,
        now: DateTime<Utc>,
    ) -> Result<Erasing, StoreError>;

    /// Does what `plan` says, unless one of the two customers was changed since or is gone.
    ///
    /// An implementer MUST move everything of the one to the other, MUST leave the stats of the one that stays as a recount
    /// gives them, MUST remember whose the id that goes is from now on, and MUST append the plan's events.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    async fn merge(&self, plan: &MergePlan) -> Result<Merging, StoreError>;

    /// The customer that the one with this id was merged into; the one at the end when that was merged on.
    ///
    /// # Errors
    /// When the store fails.
    async fn successor(&self, id: CustomerId) -> Result<Option<CustomerId>, StoreError>;

    /// Everything that is kept of the customer, as it was at one moment; `None` when there is no such customer.
    ///
    /// # Errors
    /// When the store fails.
    async fn collect(&self, id: CustomerId, most_bytes: usize) -> Result<Option<Collected>, StoreError>;
}

/// What came of erasing.
#[derive(Debug, Clone, PartialEq)]
pub enum Erasing {
    /// Done; the customer was this.
    Done(Box<Customer>),
    /// There is no such customer.
    Unknown,
    /// The customer is at this version.
    Stale(i32),
}

/// What came of merging.
#[derive(Debug, Clone, PartialEq)]
pub enum Merging {
    /// Done; the customer is this.
    Done(Box<Customer>),
    /// One of the two has changed since the plan was made, or is gone.
    Stale,
}

/// All that is kept of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Collected {
    /// By what it is of.
    Whole(Vec<Collection>),
    /// More than was asked for.
    TooLarge,
}

/// Records of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// What they are: `orders`, `notes`.
    pub name: &'static str,
    /// Each as a JSON object.
    pub records: Vec<String>,
}

impl PersonalData {
    /// The service over these ports.
    pub fn new(store: Arc<dyn PersonalDataStore>, customers: Arc<dyn CustomerStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, customers, clock }
    }

    /// Whose the id of a customer is who was merged; `None` for every other id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn successor(&self, id: CustomerId) -> Result<Option<CustomerId>, StoreError> {
        self.store.successor(id).await
    }

    /// Everything that is kept of a customer, unless it takes more than `most_bytes`; `None` when there is no such
    /// customer.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn collect(&self, id: CustomerId, most_bytes: usize) -> Result<Option<Collected>, StoreError> {
        self.store.collect(id, most_bytes).await
    }
}
