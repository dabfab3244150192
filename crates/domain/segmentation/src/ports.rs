//! What segments need from the outside. One call is one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{CustomerId, Page, SegmentId, StoreError};

use crate::{
    by_hand::{ByHandRefusal, HandAdded, HandAddition, HandRemoval},
    members::{Member, MemberQuery, Membership},
    query::SegmentQuery,
    refresh::{DueSegment, RefreshOutcome, RefreshRequest},
    segment::{Segment, UsedBy},
};

/// Keeps segments and their members.
#[async_trait]
pub trait SegmentStore: Send + Sync {
    /// The segment with this id.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, id: SegmentId) -> Result<Option<Segment>, StoreError>;

    /// A part of a list. The total MUST be exact, under the same filter.
    ///
    /// # Errors
    /// When the store fails.
    async fn list(&self, query: &SegmentQuery) -> Result<Page<Segment>, StoreError>;

    /// Adds `segment`, whose id is ignored, and answers it with the id it got. A slug that is taken MUST be made unique by
    /// a number behind it (`lapsed-2`). A dynamic segment MUST be due for a refresh a minute later, so that its members come
    /// even if the caller's own refresh never happens.
    ///
    /// # Errors
    /// When the store fails.
    async fn insert(&self, segment: &Segment) -> Result<Segment, StoreError>;

    /// Writes name, slug (made unique as by [`Self::insert`]), description, rule, refresh, status and `modified_at` of
    /// `segment` over the version `expected`, raising it by one; members and their count are not touched. With status
    /// refreshing the segment MUST be due a minute later, else at `due_at`. `Ok(None)`: someone else has changed it since, or it
    /// is gone; nothing is written then.
    ///
    /// # Errors
    /// When the store fails.
    async fn save(
        &self,
        segment: &Segment,
        expected: i32,
        due_at: Option<DateTime<Utc>>,
    ) -> Result<Option<Segment>, StoreError>;

    /// Removes the segment, its members and its history, unless somebody needs it: then MUST remove nothing.
    ///
    /// # Errors
    /// When the store fails.
    async fn delete(&self, id: SegmentId) -> Result<Deletion, StoreError>;

    /// A part of the list of members, by customer id. The total MUST be exact.
    ///
    /// # Errors
    /// When the store fails.
    async fn members(&self, query: &MemberQuery) -> Result<Page<Member>, StoreError>;

    /// A part of the list of the segments `customer` is in, each with the time they joined; `query.customer` is not looked
    /// at. The total MUST be exact.
    ///
    /// # Errors
    /// When the store fails.
    async fn of_customer(&self, customer: CustomerId, query: &SegmentQuery) -> Result<Page<Membership>, StoreError>;

    /// Puts each of the customers into each of the static segments, in one transaction: counts them, raises
    /// `segment.member_joined` for each that was not in it, and writes a line of history for each segment that somebody
    /// joined. Answers one outcome a segment, in the order asked for. A segment or customer that is not there, or a
    /// segment that has a rule, MUST refuse all.
    ///
    /// # Errors
    /// When the store fails.
    async fn add_by_hand(&self, addition: &HandAddition) -> Result<Result<Vec<HandAdded>, ByHandRefusal>, StoreError>;

    /// Takes a customer out of a static segment, in one transaction: counts, raises `segment.member_left`, writes a line
    /// of history; nothing of it when they were not in it.
    ///
    /// # Errors
    /// When the store fails.
    async fn remove_by_hand(
        &self,
        segment: SegmentId,
        customer: CustomerId,
        now: DateTime<Utc>,
    ) -> Result<Result<HandRemoval, ByHandRefusal>, StoreError>;

    /// Makes the members those that the segment's rule selects at `request.now`, in one transaction: adds and removes
    /// differences only; raises `segment.member_joined` and `segment.member_left` for each, and one `segment.updated`
    /// with `joined` and `left` when somebody did or the cause is a changed rule; writes count, time, status and a line
    /// of history; sets when the next refresh is due.
    ///
    /// Two at once on one segment: MUST let one do the work and answer the other [`RefreshOutcome::AlreadyRunning`]. A rule
    /// changed while it ran MUST leave the segment refreshing and due. A refresh that the rule makes fail MUST keep the
    /// members, say so in status and error, and answer [`RefreshOutcome::Failed`].
    ///
    /// # Errors
    /// When the store fails for another reason.
    async fn refresh(&self, request: &RefreshRequest) -> Result<RefreshOutcome, StoreError>;

    /// Leases up to `limit` dynamic segments that are due at `now` and leased by nobody, for a quarter of an hour of the
    /// store's own clock. A refresh that comes to an end gives the lease back.
    ///
    /// # Errors
    /// When the store fails.
    async fn claim_due(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<DueSegment>, StoreError>;
}

/// What came of a wish to delete a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deletion {
    /// It is gone.
    Deleted,
    /// There was none.
    NotFound,
    /// These need it.
    InUse(UsedBy),
}
