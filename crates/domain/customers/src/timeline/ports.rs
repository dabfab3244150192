//! What a timeline needs from a store.

use async_trait::async_trait;
use growffinity_kernel::{CustomerId, Page, StoreError};

use super::{Happened, TimelineQuery};

/// Knows what happened to customers.
#[async_trait]
pub trait TimelineStore: Send + Sync {
    /// A part of what happened to `customer`: events of ours that concern them, custom events and notes, each thing
    /// once. The total MUST be exact, under the same filter, and an id MUST stay with its thing.
    ///
    /// A thing that has a date of its own (an order, the customer) MUST be told as of that date when the event is of
    /// its making or completion: what an import brings happened when it happened.
    ///
    /// # Errors
    /// When the store fails.
    async fn timeline(&self, customer: CustomerId, query: &TimelineQuery) -> Result<Page<Happened>, StoreError>;
}
