//! [`BulkStore`] on PostgreSQL: jobs of the kind `bulk` in the table of imports.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int4, Int8, Jsonb, Timestamptz, Uuid as SqlUuid},
};
use growffinity_customers::{
    CustomerFilter,
    bulk::ports::{BulkStore, Joining},
    imports::{Import, Tally, ports::Held},
};
use growffinity_kernel::{CustomerId, SegmentId, StoreError};
use growffinity_segmentation::{ByHandRefusal, HandAddition};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    imports::{
        lease,
        rows::{COLUMNS, ImportRow},
    },
    list,
    rows::id,
};
use crate::{
    Database,
    audit::{Note, note},
    error::PgError,
    number::{count, stored},
    page::numbers,
    segmentation::by_hand,
    statement::{dynamic_statement, statement},
};

/// Bulk jobs in `database`.
#[derive(Debug, Clone)]
pub struct PgBulk(Database);

impl PgBulk {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Int8)]
    id: i64,
}

#[async_trait]
impl BulkStore for PgBulk {
    async fn insert(&self, asked: &Map<String, Value>, now: DateTime<Utc>) -> Result<Import, StoreError> {
        let asked = asked.clone();
        self.0
            .run("insert_bulk_job", move |connection| {
                let row: ImportRow = dynamic_statement(format!(
                    "INSERT INTO imports AS i (kind, type, options, created_at, modified_at, due_at) \
                     SELECT 'bulk', 'customers', $?, k.now, k.now, k.now FROM (SELECT $?::timestamptz AS now) k \
                     RETURNING {COLUMNS}"
                ))
                .cached()
                .bind::<Jsonb, _>(Value::Object(asked.clone()))
                .bind::<Timestamptz, _>(now)
                .get_result(connection)?;
                let job: Import = row.try_into()?;
                note(Note::new("customer.bulk", "import", job.id.get()));
                Ok(job)
            })
            .await
    }

    async fn claim(&self, token: Uuid, lease_seconds: u32, now: DateTime<Utc>) -> Result<Option<Import>, StoreError> {
        self.0
            .run("claim_bulk_job", move |connection| lease::claim(connection, "bulk", token, lease_seconds, now))
            .await
    }

    async fn audience(&self, filter: &CustomerFilter, after: u64, limit: u32) -> Result<Vec<CustomerId>, StoreError> {
        let filter = filter.clone();
        self.0
            .read("bulk_audience", move |connection| {
                let found: Vec<Found> = list::ids(connection, &filter, stored(after)?, limit)?.load(connection)?;
                found.into_iter().map(|row| id("customer id", CustomerId::new(row.id))).collect()
            })
            .await
    }

    async fn join(
        &self,
        segment: SegmentId,
        customers: &[CustomerId],
        now: DateTime<Utc>,
    ) -> Result<Joining, StoreError> {
        let customers = numbers(customers);
        self.0
            .run("bulk_join", move |connection| {
                connection.transaction(|connection| join(connection, segment, &customers, now))
            })
            .await
    }

    async fn advance(&self, held: &Held, place: u64, tally: Tally, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let held = *held;
        self.0.run("advance_bulk_job", move |connection| advance(connection, &held, place, tally, now)).await
    }
}

/// Those of the customers who are there join.
fn join(
    connection: &mut PgConnection,
    segment: SegmentId,
    customers: &[i64],
    now: DateTime<Utc>,
) -> Result<Joining, PgError> {
    let present: Vec<Found> = statement("SELECT id FROM customers WHERE id = ANY($?) ORDER BY id")
        .bind::<Array<Int8>, _>(customers.to_vec())
        .load(connection)?;
    let customers = present
        .into_iter()
        .map(|row| id("customer id", CustomerId::new(row.id)))
        .collect::<Result<Vec<_>, PgError>>()?;
    let addition = HandAddition { segments: vec![segment], customers, now };
    let outcomes = match by_hand::add(connection, &addition)? {
        Ok(outcomes) => outcomes,
        Err(ByHandRefusal::Dynamic(_)) => return Ok(Joining::Dynamic),
        Err(ByHandRefusal::UnknownSegments(_)) => return Ok(Joining::UnknownSegment),
        // They were there a moment ago: the next look finds the others.
        Err(ByHandRefusal::UnknownCustomers(_)) => return Err(PgError::LostRace),
    };
    let joined = outcomes.iter().flat_map(|outcome| &outcome.members).filter(|member| member.is_new).count();
    count(joined).map(Joining::Done)
}

fn advance(
    connection: &mut PgConnection,
    held: &Held,
    place: u64,
    tally: Tally,
    now: DateTime<Utc>,
) -> Result<bool, PgError> {
    let moved = statement(
        "UPDATE imports SET position = $?, updated = updated + $?, unchanged = unchanged + $?, refused = refused + $?, \
             lines = lines + $?, modified_at = $?, attempt = 1, version = version + 1, \
             lease_until = clock_timestamp() + make_interval(secs => $?) \
         WHERE id = $? AND lease_token = $? AND status = 'running'",
    )
    .bind::<Int8, _>(stored(place)?)
    .bind::<Int8, _>(stored(tally.updated)?)
    .bind::<Int8, _>(stored(tally.unchanged)?)
    .bind::<Int8, _>(stored(tally.refused)?)
    .bind::<Int8, _>(stored(tally.lines())?)
    .bind::<Timestamptz, _>(now)
    .bind::<Int4, _>(i32::try_from(held.lease_seconds).unwrap_or(i32::MAX))
    .bind::<Int8, _>(held.import.get())
    .bind::<SqlUuid, _>(held.token)
    .execute(connection)?;
    Ok(moved == 1)
}
