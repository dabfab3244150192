//! Where hits go.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::StoreError;

use super::{Hit, Recipient};

/// Takes hits off the hands of whoever answers them.
#[async_trait]
pub trait HitSink: Send + Sync {
    /// Takes `hit`, to be written soon. An implementer MUST NOT drop it: where there is no room it waits.
    async fn take(&self, hit: Hit);
}

/// Keeps hits and what they come to. One call is one transaction.
#[async_trait]
pub trait HitStore: Send + Sync {
    /// Writes raw hits down.
    ///
    /// # Errors
    /// When the store fails; none is written then.
    async fn append(&self, hits: &[Hit]) -> Result<(), StoreError>;

    /// Judges up to `limit` hits that came [`SETTLING`](super::SETTLING) before `now` or earlier, by
    /// [`classify`](super::classify): counts them among the campaign's stats, keeps what people did as facts of the
    /// customer, and raises `campaign.opened` once a recipient and `campaign.clicked` once a recipient and link. Two at once
    /// MUST NOT count anything twice. Answers how many were judged.
    ///
    /// # Errors
    /// When the store fails.
    async fn judge(&self, now: DateTime<Utc>, limit: u32) -> Result<u64, StoreError>;

    /// Counts `recipient` as unsubscribed by the campaign, once.
    ///
    /// # Errors
    /// When the store fails.
    async fn unsubscribed(&self, recipient: &Recipient, now: DateTime<Utc>) -> Result<(), StoreError>;
}
