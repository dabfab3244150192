//! Putting customers into static segments, and taking them out.

use chrono::{DateTime, Utc};
use growffinity_kernel::{CustomerId, SegmentId, StoreError};

use crate::service::Segments;

/// Who is to be put into which segments, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandAddition {
    /// The segments; each once.
    pub segments: Vec<SegmentId>,
    /// The customers; each once.
    pub customers: Vec<CustomerId>,
    /// What time it is.
    pub now: DateTime<Utc>,
}

/// What came of it for one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandAdded {
    /// The segment.
    pub segment: SegmentId,
    /// Its name.
    pub name: String,
    /// The customers asked for, in the order of their ids.
    pub members: Vec<HandMember>,
    /// How many are in the segment now.
    pub members_count: u64,
}

/// One of the customers asked for, now in the segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandMember {
    /// The customer.
    pub customer: CustomerId,
    /// Since when.
    pub joined_at: DateTime<Utc>,
    /// Whether they were put in now; else they were in it.
    pub is_new: bool,
}

/// What came of taking one customer out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandRemoval {
    /// Whether they were in it.
    pub removed: bool,
    /// How many are in the segment now.
    pub members_count: u64,
}

/// Why nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ByHandRefusal {
    /// There are no such segments.
    UnknownSegments(Vec<SegmentId>),
    /// These segments have a rule.
    Dynamic(Vec<SegmentId>),
    /// There are no such customers.
    UnknownCustomers(Vec<CustomerId>),
}

/// Why members can't be set by hand.
#[derive(Debug, thiserror::Error)]
pub enum ByHandError {
    /// There are no such segments.
    #[error("some of the segments are not there")]
    UnknownSegments(Vec<SegmentId>),
    /// The members of these segments follow a rule.
    #[error("some of the segments follow a rule")]
    Dynamic(Vec<SegmentId>),
    /// There are no such customers.
    #[error("some of the customers are not there")]
    UnknownCustomers(Vec<CustomerId>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ByHandRefusal> for ByHandError {
    fn from(refusal: ByHandRefusal) -> Self {
        match refusal {
            ByHandRefusal::UnknownSegments(ids) => Self::UnknownSegments(ids),
            ByHandRefusal::Dynamic(ids) => Self::Dynamic(ids),
            ByHandRefusal::UnknownCustomers(ids) => Self::UnknownCustomers(ids),
        }
    }
}

impl Segments {
    /// Puts each of `customers` into each of `segments`, all or nothing; answers one outcome a segment, in the order
    /// asked for. Ids that come twice count once.
    ///
    /// # Errors
    /// [`ByHandError`]; nobody is put anywhere then.
    pub async fn add_by_hand(
        &self,
        segments: &[SegmentId],
        customers: &[CustomerId],
    ) -> Result<Vec<HandAdded>, ByHandError> {
        let addition =
            HandAddition { segments: each_once(segments), customers: each_once(customers), now: self.clock.now() };
        Ok(self.store.add_by_hand(&addition).await??)
    }

    /// Takes a customer out of a static segment.
    ///
    /// # Errors
    /// [`ByHandError`]; nothing is changed then.
    pub async fn remove_by_hand(&self, segment: SegmentId, customer: CustomerId) -> Result<HandRemoval, ByHandError> {
        Ok(self.store.remove_by_hand(segment, customer, self.clock.now()).await??)
    }
}

fn each_once<T: Copy + PartialEq>(ids: &[T]) -> Vec<T> {
    let mut once = Vec::with_capacity(ids.len());
    for id in ids {
        if !once.contains(id) {
            once.push(*id);
        }
    }
    once
}
