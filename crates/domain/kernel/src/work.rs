//! Work that belongs to no single domain: passing on what happened, and keeping house.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::StoreError;

/// The outbox that every change writes its events to.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Passes on up to `limit` events that were not passed on yet, oldest first, and answers how many.
    ///
    /// In one transaction, an implementer MUST bring about everything that follows from the events (live segments
    /// become due when a customer or an order changed) and mark them as passed on, so that a crash neither loses nor
    /// repeats one. Two calls at once MUST pass on different events, and events of one item MUST be passed on in their
    /// order: an implementer may let one call at a time pass on, and answer 0 to the others.
    ///
    /// # Errors
    /// When the store fails; nothing is passed on then.
    async fn dispatch(&self, limit: u32, now: DateTime<Utc>) -> Result<u64, StoreError>;
}

/// Keeps a store in order.
#[async_trait]
pub trait Housekeeper: Send + Sync {
    /// Does what is due: makes room ahead of growing data, folds counters. Doing it twice does no harm.
    ///
    /// # Errors
    /// When the store fails.
    async fn tidy_up(&self) -> Result<(), StoreError>;
}
