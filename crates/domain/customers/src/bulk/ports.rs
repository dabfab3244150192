//! What bulk jobs need from the outside. One call is one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{CustomerId, SegmentId, StoreError};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::BulkWork;
use crate::{
    CustomerFilter,
    imports::{Import, Tally, ports::Held},
};

/// Keeps bulk jobs, in the place where imports are kept.
#[async_trait]
pub trait BulkStore: Send + Sync {
    /// Adds a job that is due now.
    ///
    /// # Errors
    /// When the store fails.
    async fn insert(&self, asked: &Map<String, Value>, now: DateTime<Utc>) -> Result<Import, StoreError>;

    /// Leases the job that has been due longest. Two calls at once MUST get different ones. The lease is set and judged
    /// by the store's own clock.
    ///
    /// # Errors
    /// When the store fails.
    async fn claim(&self, token: Uuid, lease_seconds: u32, now: DateTime<Utc>) -> Result<Option<Import>, StoreError>;

    /// Up to `limit` customers that `filter` finds now and whose ids are greater than `after`, by id.
    ///
    /// # Errors
    /// When the store fails.
    async fn audience(&self, filter: &CustomerFilter, after: u64, limit: u32) -> Result<Vec<CustomerId>, StoreError>;

    /// Puts those of `customers` that are there into the static segment, as adding them by hand does, and answers how
    /// many were not in it.
    ///
    /// # Errors
    /// When the store fails.
    async fn join(
        &self,
        segment: SegmentId,
        customers: &[CustomerId],
        now: DateTime<Utc>,
    ) -> Result<Joining, StoreError>;

    /// Notes that everyone up to the customer `place` is done, adds `tally` to the figures and sets the lease anew.
    /// Answers `false`, and does nothing, when the job is no longer held under `held`.
    ///
    /// # Errors
    /// When the store fails.
    async fn advance(&self, held: &Held, place: u64, tally: Tally, now: DateTime<Utc>) -> Result<bool, StoreError>;
}

/// What came of letting customers join a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joining {
    /// So many joined now.
    Done(u64),
    /// There is no such segment.
    UnknownSegment,
    /// It follows a rule.
    Dynamic,
}

/// Understands what a caller asked for, in the API's JSON form.
pub trait BulkReader: Send + Sync {
    /// The job in `asked`, which was found good when it was asked for.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    fn read(&self, asked: &Map<String, Value>) -> Result<BulkWork, String>;
}
