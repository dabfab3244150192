//! The service of custom events: record, look up, list.

use std::sync::Arc;

use growffinity_kernel::{Clock, CustomEventId, CustomerId, Page, StoreError};

use super::{CustomEvent, CustomEventQuery, ports::CustomEventStore};
use crate::CustomersConfig;

/// Custom events.
#[derive(Clone)]
pub struct CustomEvents {
    pub(super) store: Arc<dyn CustomEventStore>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) config: CustomersConfig,
}

impl CustomEvents {
    /// The service over `store`; `config` says what customers made by an event consent to.
    pub fn new(store: Arc<dyn CustomEventStore>, clock: Arc<dyn Clock>, config: CustomersConfig) -> Self {
        Self { store, clock, config }
    }

    /// The event with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(&self, id: CustomEventId) -> Result<Option<CustomEvent>, StoreError> {
        self.store.find(id).await
    }

    /// A part of the list of a customer's events.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, customer: CustomerId, query: &CustomEventQuery) -> Result<Page<CustomEvent>, StoreError> {
        self.store.list(customer, query).await
    }
}
