//! [`SegmentStore`] and [`LiveStore`] on PostgreSQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::{Connection, OptionalExtension, PgConnection, QueryDsl, RunQueryDsl, SelectableHelper};
use growffinity_kernel::{CustomerId, Page, SegmentId, StoreError};
use growffinity_segmentation::{
    ByHandRefusal, DueSegment, HandAdded, HandAddition, HandRemoval, HistoryEntry, HistoryQuery, LiveJudged,
    LiveRequest, MarkedBatch, Member, MemberQuery, Membership, PreviewOutcome, PreviewRequest, RefreshOutcome,
    RefreshRequest, RefusedReferences, Segment, SegmentQuery,
    ports::{Deletion, Due, LiveStore, Saving, SegmentStore},
};

use super::{by_hand, history, list, live, preview, refresh, rows::SegmentRow, write};
use crate::{Database, error::PgError, schema::segments};

/// Segments in `database`.
#[derive(Debug, Clone)]
pub struct PgSegments(Database);

impl PgSegments {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl SegmentStore for PgSegments {
    async fn find(&self, id: SegmentId) -> Result<Option<Segment>, StoreError> {
        self.0.read("find_segment", move |connection| find(connection, id)).await
    }

    async fn list(&self, query: &SegmentQuery) -> Result<Page<Segment>, StoreError> {
        let query = query.clone();
        self.0.read("list_segments", move |connection| list::segments(connection, &query)).await
    }

    async fn insert(
        &self,
        segment: &Segment,
        members_of: Option<SegmentId>,
    ) -> Result<Result<Segment, RefusedReferences>, StoreError> {
        let segment = segment.clone();
        self.0
            .run("insert_segment", move |connection| {
                connection.transaction(|connection| write::insert(connection, &segment, members_of))
            })
            .await
    }

    async fn save(&self, segment: &Segment, expected: i32, due: Due) -> Result<Saving, StoreError> {
        let segment = segment.clone();
        self.0
            .run("save_segment", move |connection| {
                connection.transaction(|connection| write::save(connection, &segment, expected, due))
            })
            .await
    }

    async fn delete(&self, id: SegmentId) -> Result<Deletion, StoreError> {
        self.0
            .run("delete_segment", move |connection| connection.transaction(|connection| write::delete(connection, id)))
            .await
    }

    async fn members(&self, query: &MemberQuery) -> Result<Page<Member>, StoreError> {
        let query = *query;
        self.0.read("list_members", move |connection| list::members(connection, &query)).await
    }

    async fn history(&self, segment: SegmentId, query: &HistoryQuery) -> Result<Page<HistoryEntry>, StoreError> {
        let query = query.clone();
        self.0.read("list_segment_history", move |connection| history::list(connection, segment, &query)).await
    }

    async fn of_customer(&self, customer: CustomerId, query: &SegmentQuery) -> Result<Page<Membership>, StoreError> {
        let query = SegmentQuery { customer: Some(customer), ..query.clone() };
        self.0
            .read("list_segments_of_customer", move |connection| list::of_customer(connection, customer, &query))
            .await
    }

    async fn add_by_hand(&self, addition: &HandAddition) -> Result<Result<Vec<HandAdded>, ByHandRefusal>, StoreError> {
        let addition = addition.clone();
        self.0
            .run("add_members", move |connection| {
                connection.transaction(|connection| by_hand::add(connection, &addition))
            })
            .await
    }

    async fn remove_by_hand(
        &self,
        segment: SegmentId,
        customer: CustomerId,
        now: DateTime<Utc>,
    ) -> Result<Result<HandRemoval, ByHandRefusal>, StoreError> {
        self.0
            .run("remove_member", move |connection| {
                connection.transaction(|connection| by_hand::remove(connection, segment, customer, now))
            })
            .await
    }

    async fn refresh(&self, request: &RefreshRequest) -> Result<RefreshOutcome, StoreError> {
        let request = *request;
        self.0.run("refresh_segment", move |connection| refresh::run(connection, &request)).await
    }

    async fn preview(&self, request: &PreviewRequest) -> Result<PreviewOutcome, StoreError> {
        let request = request.clone();
        self.0.read("preview_segment", move |connection| preview::run(connection, &request)).await
    }

    async fn claim_due(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<DueSegment>, StoreError> {
        self.0.run("claim_due_segments", move |connection| refresh::claim(connection, now, limit)).await
    }
}

#[async_trait]
impl LiveStore for PgSegments {
    async fn claim_marks(&self, limit: u32) -> Result<MarkedBatch, StoreError> {
        self.0
            .run("claim_marks", move |connection| {
                connection.transaction(|connection| live::claim::claim(connection, limit))
            })
            .await
    }

    async fn judge(&self, request: &LiveRequest) -> Result<LiveJudged, StoreError> {
        let request = request.clone();
        self.0.run("judge_customers", move |connection| live::judge::run(connection, &request)).await
    }

    async fn forget_marks(&self, marks: &[i64]) -> Result<(), StoreError> {
        let marks = marks.to_vec();
        self.0.run("forget_marks", move |connection| live::claim::forget(connection, marks.clone())).await
    }

    async fn look(&self, now: DateTime<Utc>, zone: Tz, limit: u32) -> Result<u64, StoreError> {
        self.0
            .run("look_at_segments", move |connection| {
                connection.transaction(|connection| live::look::look(connection, now, zone, limit))
            })
            .await
    }

    async fn tell(&self, now: DateTime<Utc>, limit: u32) -> Result<u64, StoreError> {
        self.0
            .run("tell_of_segments", move |connection| {
                connection.transaction(|connection| live::tell::tell(connection, now, limit))
            })
            .await
    }
}

fn find(connection: &mut PgConnection, id: SegmentId) -> Result<Option<Segment>, PgError> {
    let row = segments::table.find(id.get()).select(SegmentRow::as_select()).first::<SegmentRow>(connection);
    let Some(row) = row.optional()? else { return Ok(None) };
    let mut found = [row.try_into()?];
    list::add_users(connection, &mut found)?;
    let [segment] = found;
    Ok(Some(segment))
}
