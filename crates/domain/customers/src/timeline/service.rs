//! The service of timelines.

use std::sync::Arc;

use growffinity_kernel::{CustomerId, Page, StoreError};

use super::{TimelineEntry, TimelineQuery, ports::TimelineStore};

/// Timelines of customers.
#[derive(Clone)]
pub struct Timeline {
    store: Arc<dyn TimelineStore>,
}

impl Timeline {
    /// The service over `store`.
    pub fn new(store: Arc<dyn TimelineStore>) -> Self {
        Self { store }
    }

    /// A part of a customer's timeline.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, customer: CustomerId, query: &TimelineQuery) -> Result<Page<TimelineEntry>, StoreError> {
        Ok(self.store.timeline(customer, query).await?.map(TimelineEntry::from))
    }
}
