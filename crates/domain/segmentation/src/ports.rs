//! What segments need from the outside. One call is one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use growffinity_kernel::{CustomerId, Page, SegmentId, StoreError};

use crate::{
    by_hand::{ByHandRefusal, HandAdded, HandAddition, HandRemoval},
    history::{HistoryEntry, HistoryQuery},
    live::{LiveJudged, LiveRequest, MarkedBatch},
    members::{Member, MemberQuery, Membership},
    preview::{PreviewOutcome, PreviewRequest},
    query::SegmentQuery,
    references::RefusedReferences,
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
    /// even if the caller's own refresh never happens. With `members_of` its members MUST be those that segment has now,
    /// counted, told and noted as by [`Self::add_by_hand`]. A rule that names a segment that is not there MUST be refused.
    ///
    /// # Errors
    /// When the store fails.
    async fn insert(
        &self,
        segment: &Segment,
        members_of: Option<SegmentId>,
    ) -> Result<Result<Segment, RefusedReferences>, StoreError>;

    /// Writes name, slug (made unique as by [`Self::insert`]), description, rule, refresh, status and `modified_at` of
    /// `segment` over the version `expected`, raising it by one; members and their count are not touched. With status
    /// refreshing the segment MUST be due a minute later, else as `due` says.
    ///
    /// A rule that names a segment that is not there, or one that leads back to `segment`, MUST be refused, also when two
    /// rules that make a circle together are saved at once.
    ///
    /// # Errors
    /// When the store fails.
    async fn save(&self, segment: &Segment, expected: i32, due: Due) -> Result<Saving, StoreError>;

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

    /// A part of the history of a segment. The total MUST be exact.
    ///
    /// # Errors
    /// When the store fails.
    async fn history(&self, segment: SegmentId, query: &HistoryQuery) -> Result<Page<HistoryEntry>, StoreError>;

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
    /// members, say so in status and error, and answer [`RefreshOutcome::Failed`]. One that takes longer than
    /// `request.patience` MUST be undone and left, due at once, to the workers: [`RefreshOutcome::LeftToWorkers`]; whoever
    /// asks then with patience MUST be answered [`RefreshOutcome::AlreadyRunning`] until they have done it.
    ///
    /// # Errors
    /// When the store fails for another reason.
    async fn refresh(&self, request: &RefreshRequest) -> Result<RefreshOutcome, StoreError>;

    /// Whom the request's rule selects: how many, and the first by id. Nothing is written. A rule that takes longer than the
    /// store lets a statement take MUST be answered as [`PreviewOutcome::TooSlow`].
    ///
    /// # Errors
    /// When the store fails.
    async fn preview(&self, request: &PreviewRequest) -> Result<PreviewOutcome, StoreError>;

    /// Leases up to `limit` dynamic segments that are due at `now` and leased by nobody, for a quarter of an hour of the
    /// store's own clock. A refresh that comes to an end gives the lease back.
    ///
    /// # Errors
    /// When the store fails.
    async fn claim_due(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<DueSegment>, StoreError>;
}

/// Keeps live segments right as customers change and time passes: customers are marked by whoever changes something, in
/// a transaction with or after the change, and judged again soon after.
#[async_trait]
pub trait LiveStore: Send + Sync {
    /// Leases up to `limit` marks, the oldest first, that are leased by nobody, for a minute of the store's own clock, and
    /// tells which segments are live.
    ///
    /// # Errors
    /// When the store fails.
    async fn claim_marks(&self, limit: u32) -> Result<MarkedBatch, StoreError>;

    /// Judges the customers by the rules of the segments, and writes who joined and left: members, their count, an event
    /// each. All of it in one transaction, unless a rule can't be evaluated: then in one a segment.
    ///
    /// Two at once, or one during a refresh of the segment, MUST leave the members that the rule gives for what was
    /// committed last; an implementer may put customers off, by marking them for the segment again. Segments that are not
    /// ready or no longer live MUST be left alone: a refresh is due that sees the change. A rule that can't be evaluated
    /// MUST keep its members, say so in status and error as a refresh does, and leave the other segments right.
    ///
    /// # Errors
    /// When the store fails for another reason.
    async fn judge(&self, request: &LiveRequest) -> Result<LiveJudged, StoreError>;

    /// Removes marks that have been seen to.
    ///
    /// # Errors
    /// When the store fails.
    async fn forget_marks(&self, marks: &[i64]) -> Result<(), StoreError>;

    /// Takes up to `limit` live segments that were not looked at for half a minute and whose rules time moves, and marks
    /// for each a superset of the customers whom time moved since. Answers how many segments were looked at.
    ///
    /// # Errors
    /// When the store fails.
    async fn look(&self, now: DateTime<Utc>, zone: Tz, limit: u32) -> Result<u64, StoreError>;

    /// Tells of changed members of up to `limit` live segments that were not told of for a minute: a line of history and
    /// one `segment.updated` each. Answers how many.
    ///
    /// # Errors
    /// When the store fails.
    async fn tell(&self, now: DateTime<Utc>, limit: u32) -> Result<u64, StoreError>;
}

/// When the next refresh of a segment is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// When it was due before.
    AsBefore,
    /// Then.
    At(DateTime<Utc>),
    /// Never.
    Never,
}

/// What came of a wish to save a segment.
#[derive(Debug, Clone, PartialEq)]
pub enum Saving {
    /// It is written; how it is now.
    Saved(Box<Segment>),
    /// Someone else has changed it since, or it is gone; nothing is written.
    Stale,
    /// Its rule names segments that it can't; nothing is written.
    Refused(RefusedReferences),
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
