//! [`SegmentStore`] on PostgreSQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods, Connection, ExpressionMethods, OptionalExtension, PgConnection, QueryDsl, RunQueryDsl,
    SelectableHelper, TextExpressionMethods, insert_into, update,
};
use growffinity_kernel::{CustomerId, Page, SegmentId, StoreError};
use growffinity_segmentation::{
    ByHandRefusal, DueSegment, HandAdded, HandAddition, HandRemoval, Member, MemberQuery, Membership, RefreshOutcome,
    RefreshRequest, Segment, SegmentQuery,
    ports::{Deletion, SegmentStore},
};

use super::{
    by_hand, list, refresh,
    rows::{SegmentRecord, SegmentRow},
};
use crate::{
    Database,
    audit::{Note, note},
    error::PgError,
    schema::segments,
};

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

    async fn insert(&self, segment: &Segment) -> Result<Segment, StoreError> {
        let segment = segment.clone();
        self.0
            .run("insert_segment", move |connection| {
                let slug = free_slug(connection, &segment.slug, None)?;
                let row: Option<SegmentRow> = insert_into(segments::table)
                    .values(SegmentRecord::of(&segment, slug, 1, None))
                    .on_conflict(segments::slug)
                    .do_nothing()
                    .returning(SegmentRow::as_returning())
                    .get_result(connection)
                    .optional()?;
                let segment = Segment::try_from(row.ok_or(PgError::LostRace)?)?;
                note(Note::new("segment.create", "segment", segment.id.get()));
                Ok(segment)
            })
            .await
    }

    async fn save(
        &self,
        segment: &Segment,
        expected: i32,
        due_at: Option<DateTime<Utc>>,
    ) -> Result<Option<Segment>, StoreError> {
        let segment = segment.clone();
        self.0
            .run("save_segment", move |connection| {
                connection.transaction(|connection| save(connection, &segment, expected, due_at))
            })
            .await
    }

    async fn delete(&self, id: SegmentId) -> Result<Deletion, StoreError> {
        self.0
            .run("delete_segment", move |connection| connection.transaction(|connection| delete(connection, id)))
            .await
    }

    async fn members(&self, query: &MemberQuery) -> Result<Page<Member>, StoreError> {
        let query = *query;
        self.0.read("list_members", move |connection| list::members(connection, &query)).await
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

    async fn claim_due(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<DueSegment>, StoreError> {
        self.0.run("claim_due_segments", move |connection| refresh::claim(connection, now, limit)).await
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

fn save(
    connection: &mut PgConnection,
    segment: &Segment,
    expected: i32,
    due_at: Option<DateTime<Utc>>,
) -> Result<Option<Segment>, PgError> {
    let id = segment.id.get();
    let target = segments::table.filter(segments::id.eq(id)).filter(segments::version.eq(expected));
    // Locked first, so that the slug is looked for by one at a time.
    let stored = target.select(segments::slug).for_update().first::<String>(connection).optional()?;
    let Some(stored) = stored else { return Ok(None) };
    let slug = if stored == segment.slug { stored } else { free_slug(connection, &segment.slug, Some(id))? };
    let row: SegmentRow = update(segments::table.find(id))
        .set(SegmentRecord::of(segment, slug, expected + 1, due_at))
        .returning(SegmentRow::as_returning())
        .get_result(connection)
        .map_err(lost_slug)?;
    let mut saved = [row.try_into()?];
    list::add_users(connection, &mut saved)?;
    let [segment] = saved;
    Ok(Some(segment))
}

/// Someone took the slug between the look and the write: the next look will see it.
fn lost_slug(error: diesel::result::Error) -> PgError {
    use diesel::result::{DatabaseErrorKind::UniqueViolation, Error::DatabaseError};
    if matches!(error, DatabaseError(UniqueViolation, _)) { PgError::LostRace } else { error.into() }
}

/// `wanted`, or with the first number behind it that no other segment has.
fn free_slug(connection: &mut PgConnection, wanted: &str, own: Option<i64>) -> Result<String, PgError> {
    let escaped = wanted.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let taken: Vec<String> = segments::table
        .filter(segments::slug.eq(wanted).or(segments::slug.like(format!("{escaped}-%"))))
        .filter(segments::id.ne(own.unwrap_or_default()))
        .select(segments::slug)
        .load(connection)?;
    let mut candidates = std::iter::once(wanted.to_owned()).chain((2_u64..).map(|number| format!("{wanted}-{number}")));
    candidates.find(|slug| !taken.contains(slug)).ok_or(PgError::LostRace)
}

fn delete(connection: &mut PgConnection, id: SegmentId) -> Result<Deletion, PgError> {
    let locked = segments::table.find(id.get()).select(SegmentRow::as_select()).for_update();
    let Some(row) = locked.first::<SegmentRow>(connection).optional()? else { return Ok(Deletion::NotFound) };
    let mut found: [Segment; 1] = [row.try_into()?];
    list::add_users(connection, &mut found)?;
    let [segment] = found;
    if !segment.used_by.is_empty() {
        return Ok(Deletion::InUse(segment.used_by));
    }
    diesel::delete(segments::table.find(id.get())).execute(connection)?;
    Ok(Deletion::Deleted)
}
