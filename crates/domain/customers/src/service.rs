//! The service of customers: what a caller can do with them.

use std::sync::Arc;

use growffinity_kernel::{Clock, CustomerId, EmailAddress, Page, SegmentId, StoreError};

use crate::{ConsentStatus, Customer, CustomerQuery, Member, ports::CustomerStore};

/// Customers: create, change, look up, list.
#[derive(Clone)]
pub struct Customers {
    pub(crate) store: Arc<dyn CustomerStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) config: CustomersConfig,
}

/// What the shop decided about customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomersConfig {
    /// Consent of a customer nobody said anything of.
    pub default_consent: ConsentStatus,
}

impl Default for CustomersConfig {
    fn default() -> Self {
        Self { default_consent: ConsentStatus::Pending }
    }
}

impl Customers {
    /// The service over `store`.
    pub fn new(store: Arc<dyn CustomerStore>, clock: Arc<dyn Clock>, config: CustomersConfig) -> Self {
        Self { store, clock, config }
    }

    /// The customer with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(&self, id: CustomerId) -> Result<Option<Customer>, StoreError> {
        self.store.find(id).await
    }

    /// The customer with this address.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_by_email(&self, email: &EmailAddress) -> Result<Option<Customer>, StoreError> {
        self.store.find_by_email(email).await
    }

    /// A part of the list of customers.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, query: &CustomerQuery) -> Result<Page<Customer>, StoreError> {
        self.store.list(query).await
    }

    /// A part of the list of a segment's members.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_members(&self, segment: SegmentId, query: &CustomerQuery) -> Result<Page<Member>, StoreError> {
        self.store.list_members(segment, query).await
    }

    /// Up to `limit` customers whose kept stats differ from what their orders add up to.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount(&self, limit: u32) -> Result<Vec<(CustomerId, crate::Stats, crate::Stats)>, StoreError> {
        self.store.recount(limit).await
    }
}
