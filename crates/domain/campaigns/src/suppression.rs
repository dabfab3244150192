//! Suppressions: addresses that are not mailed, whoever they belong to. Kept as keyed hashes, they outlive the customer.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{Clock, CustomerId, Direction, EmailAddress, Page, Span, StoreError, SuppressionId, Window};

/// Why an address is suppressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SuppressionReason {
    /// Whoever reads it wants no mail.
    Unsubscribed,
    /// Mail to it came back for good.
    Bounced,
    /// Mail to it was reported as unwanted.
    Complained,
    /// The customer who had it was erased.
    Erased,
    /// Someone decided so.
    Manual,
}

impl SuppressionReason {
    /// Every reason.
    pub const ALL: [Self; 5] = [Self::Unsubscribed, Self::Bounced, Self::Complained, Self::Erased, Self::Manual];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unsubscribed => "unsubscribed",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
            Self::Erased => "erased",
            Self::Manual => "manual",
        }
    }

    /// The reason of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

/// A suppressed address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Its id.
    pub id: SuppressionId,
    /// The address, as far as a customer who is there is known to have it: the hash does not tell.
    pub email: Option<EmailAddress>,
    /// That customer.
    pub customer: Option<CustomerId>,
    /// Why.
    pub reason: SuppressionReason,
    /// Who suppressed it: `user:3`, `campaign:12`.
    pub source: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// An address to be suppressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSuppression {
    /// The address.
    pub email: EmailAddress,
    /// Why.
    pub reason: SuppressionReason,
    /// Who says so.
    pub source: String,
}

/// A list of suppressions: which, in what order, which part.
#[derive(Debug, Clone, PartialEq)]
pub struct SuppressionQuery {
    /// The address, whole: only its hash is kept. What is no address finds nothing.
    pub search: Option<String>,
    /// Of this address.
    pub email: Option<EmailAddress>,
    /// Only these; empty for all.
    pub include: Vec<SuppressionId>,
    /// Not these.
    pub exclude: Vec<SuppressionId>,
    /// For one of these reasons; empty for all.
    pub reason: Vec<SuppressionReason>,
    /// Made within.
    pub created: Span,
    /// Changed within; a suppression is never changed, so that this is when it was made.
    pub modified: Span,
    /// What to sort by.
    pub order: SuppressionOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

/// What suppressions are sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuppressionOrder {
    /// When they were made.
    Created,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
}

/// Keeps suppressions.
///
/// An implementer MUST keep a keyed hash of the address and never the address itself.
#[async_trait]
pub trait SuppressionStore: Send + Sync {
    /// Suppresses an address. Answers the suppression, and whether it is new: one that is there stays as it is.
    ///
    /// # Errors
    /// When the store fails.
    async fn add(&self, new: &NewSuppression, now: DateTime<Utc>) -> Result<(Suppression, bool), StoreError>;

    /// The suppression with this id.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, id: SuppressionId) -> Result<Option<Suppression>, StoreError>;

    /// A part of a list. The total MUST be exact, under the same filter.
    ///
    /// # Errors
    /// When the store fails.
    async fn list(&self, query: &SuppressionQuery) -> Result<Page<Suppression>, StoreError>;

    /// Lifts a suppression and answers it as it was; `None` when there is none of this id.
    ///
    /// # Errors
    /// When the store fails.
    async fn remove(&self, id: SuppressionId) -> Result<Option<Suppression>, StoreError>;
}

/// Suppressions: add, look up, list, lift.
#[derive(Clone)]
pub struct Suppressions {
    store: Arc<dyn SuppressionStore>,
    clock: Arc<dyn Clock>,
}

impl Suppressions {
    /// The service over `store`.
    pub fn new(store: Arc<dyn SuppressionStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// Suppresses an address; answers the suppression and whether it is new.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn add(&self, new: &NewSuppression) -> Result<(Suppression, bool), StoreError> {
        self.store.add(new, self.clock.now()).await
    }

    /// The suppression with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(&self, id: SuppressionId) -> Result<Option<Suppression>, StoreError> {
        self.store.find(id).await
    }

    /// A part of the list of suppressions.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, query: &SuppressionQuery) -> Result<Page<Suppression>, StoreError> {
        self.store.list(query).await
    }

    /// Lifts a suppression: the address may be mailed again, as far as its customer's consent allows.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn remove(&self, id: SuppressionId) -> Result<Option<Suppression>, StoreError> {
        self.store.remove(id).await
    }
}
