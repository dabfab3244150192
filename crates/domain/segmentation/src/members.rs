//! Who is in a segment.

use chrono::{DateTime, Utc};
use growffinity_kernel::{CustomerId, Direction, Page, SegmentId, StoreError, Window};

use crate::{query::SegmentQuery, segment::Segment, service::Segments};

/// A part of the list of a segment's members, by customer id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberQuery {
    /// The segment.
    pub segment: SegmentId,
    /// Which end first.
    pub direction: Direction,
    /// Which part; a walk goes by customer id.
    pub window: Window,
}

/// One customer in a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The customer.
    pub customer: CustomerId,
    /// Since when.
    pub joined_at: DateTime<Utc>,
}

/// A segment as one a customer is in.
#[derive(Debug, Clone, PartialEq)]
pub struct Membership {
    /// The segment.
    pub segment: Segment,
    /// Since when.
    pub joined_at: DateTime<Utc>,
}

/// Why members can't be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListMembersError {
    /// There is no such segment.
    #[error("there is no such segment")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Segments {
    /// A part of the list of the segments a customer is in. The query's own `customer` is not looked at.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn of_customer(
        &self,
        customer: CustomerId,
        query: &SegmentQuery,
    ) -> Result<Page<Membership>, StoreError> {
        self.store.of_customer(customer, query).await
    }

    /// A part of the list of a segment's members.
    ///
    /// # Errors
    /// [`ListMembersError`].
    pub async fn members(&self, query: &MemberQuery) -> Result<Page<Member>, ListMembersError> {
        self.store.find(query.segment).await?.ok_or(ListMembersError::NotFound)?;
        Ok(self.store.members(query).await?)
    }
}
