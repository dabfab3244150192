//! Where the scores are kept. One call is one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::StoreError;

use super::RfmState;

/// Keeps the bounds and everybody's scores.
///
/// An implementer MUST score with the bounds of the last [`Self::part`] whenever a customer's orders move, in the
/// transaction that moves them, so that kept scores are at every moment what those bounds make of the kept figures, but for
/// customers a walk has not come to yet. A customer without orders that count has no scores, nor has anybody before the
/// first parting.
#[async_trait]
pub trait RfmStore: Send + Sync {
    /// Makes bounds of all customers as [`RfmBounds::of`](super::RfmBounds::of) does, and begins a walk that scores
    /// everybody by them; a walk under way begins anew. The next parting is due at `next`.
    ///
    /// # Errors
    /// When the store fails.
    async fn part(&self, now: DateTime<Utc>, next: DateTime<Utc>) -> Result<(), StoreError>;

    /// Does what is due: [`Self::part`], or the next `limit` customers of the walk. MUST write only scores that are
    /// different, raise no event, and see to it that segments whose rule looks at scores follow. Two at once MUST NOT get
    /// in each other's way. Parting is due when its time has come, and at once when there was nobody to part before and
    /// there is now.
    ///
    /// # Errors
    /// When the store fails.
    async fn turn(&self, now: DateTime<Utc>, next: DateTime<Utc>, limit: u32) -> Result<RfmTurn, StoreError>;

    /// How things stand.
    ///
    /// # Errors
    /// When the store fails.
    async fn state(&self) -> Result<RfmState, StoreError>;
}

/// What a turn did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RfmTurn {
    /// Nothing was due.
    Idle,
    /// There are new bounds.
    Parted,
    /// So many customers were looked at.
    Scored(u64),
}
