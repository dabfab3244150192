//! How often a credential may call: never more than its plan in any window of time.

pub mod contract;
mod decision;
mod memory;

pub use decision::RateDecision;
pub use memory::MemoryRateCounter;

use std::time::Duration;

use async_trait::async_trait;
use growffinity_kernel::StoreError;

/// The window over which plans are counted.
pub const RATE_WINDOW: Duration = Duration::from_mins(1);

/// Counts what happens under a key over a sliding window.
///
/// Of the hits of one key that were allowed, an implementer MUST let no window of time hold more than `limit`, however
/// many callers, threads or nodes that share the counter hit at once. A refused hit MUST NOT count, and a place MUST
/// come back when the hit that held it is a window old, not later. [`contract`] holds a counter to this.
#[async_trait]
pub trait RateCounter: Send + Sync {
    /// Counts a hit of `key` when fewer than `limit` were counted in the window that ends now.
    ///
    /// # Errors
    /// Any [`StoreError`]; whether the hit was counted is then not known.
    async fn hit(&self, key: &str, limit: u32) -> Result<RateDecision, StoreError>;

    /// Frees the place that the latest allowed hit of `key` holds, as if there had been none: for what is counted before
    /// it is known whether it counts. One whose place came back by itself is no error.
    ///
    /// # Errors
    /// Any [`StoreError`]; the place comes back by itself then.
    async fn give_back(&self, key: &str) -> Result<(), StoreError>;
}
