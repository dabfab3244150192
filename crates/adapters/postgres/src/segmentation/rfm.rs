//! [`RfmStore`] on PostgreSQL: bounds made in one statement, customers scored by ranges of ids.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, BigInt, Bool, Int8, Nullable, Numeric, Text, Timestamptz},
};
use growffinity_kernel::{Decimal, Money, StoreError};
use growffinity_segmentation::rfm::{RfmBounds, RfmSegment, RfmState, RfmStore, RfmTurn};

use crate::{
    Database,
    error::PgError,
    news::{Todo, note},
    number::count,
    statement::statement,
};

/// Scores in `database`.
#[derive(Debug, Clone)]
pub struct PgRfm(Database);

impl PgRfm {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl RfmStore for PgRfm {
    async fn part(&self, now: DateTime<Utc>, next: DateTime<Utc>) -> Result<(), StoreError> {
        self.0
            .run("part_rfm", move |connection| {
                connection.transaction(|connection| {
                    lock(connection)?;
                    part(connection, now, next)
                })
            })
            .await
    }

    async fn turn(&self, now: DateTime<Utc>, next: DateTime<Utc>, limit: u32) -> Result<RfmTurn, StoreError> {
        self.0
            .run("turn_rfm", move |connection| {
                if due(connection, now)? == Due::Nothing {
                    return Ok(RfmTurn::Idle);
                }
                connection.transaction(|connection| {
                    // Another worker that came to the same end waits here, and looks again.
                    lock(connection)?;
                    match due(connection, now)? {
                        Due::Nothing => Ok(RfmTurn::Idle),
                        Due::Parting => part(connection, now, next).map(|()| RfmTurn::Parted),
                        Due::Scoring { after } => score(connection, after, limit, now).map(RfmTurn::Scored),
                    }
                })
            })
            .await
    }

    async fn state(&self) -> Result<RfmState, StoreError> {
        self.0.run("rfm_state", state).await
    }
}

fn lock(connection: &mut PgConnection) -> Result<(), PgError> {
    statement("SELECT FROM rfm_bounds FOR UPDATE").execute(connection)?;
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Nothing,
    Parting,
    Scoring { after: i64 },
}

#[derive(QueryableByName)]
struct DueRow {
    #[diesel(sql_type = Nullable<Int8>)]
    scored_up_to: Option<i64>,
    #[diesel(sql_type = Bool)]
    parting: bool,
}

fn due(connection: &mut PgConnection, now: DateTime<Utc>) -> Result<Due, PgError> {
    let row: DueRow = statement(
        "SELECT scored_up_to, CASE parted WHEN 0 THEN EXISTS (SELECT FROM customers WHERE orders_count > 0) \
            ELSE coalesce(due_at <= $?, false) END AS parting FROM rfm_bounds",
    )
    .bind::<Timestamptz, _>(now)
    .get_result(connection)?;
    Ok(match row {
        DueRow { parting: true, .. } => Due::Parting,
        DueRow { scored_up_to: Some(after), .. } => Due::Scoring { after },
        DueRow { scored_up_to: None, .. } => Due::Nothing,
    })
}

/// Half a row less than where a fifth ends, as a share of all, so that no rounding can find the neighbour.
fn part(connection: &mut PgConnection, now: DateTime<Utc>, next: DateTime<Utc>) -> Result<(), PgError> {
    statement("SET LOCAL statement_timeout = '10min'").execute(connection)?;
    statement(
        "UPDATE rfm_bounds SET recency = coalesce(n.recency, '{}'), frequency = coalesce(n.frequency, '{}'), \
            monetary = coalesce(n.monetary, '{}'), parted = n.parted, parted_at = $?, due_at = $?, \
            scored_up_to = 0, changed = 0 \
         FROM ( \
            WITH buyers AS MATERIALIZED (SELECT orders_count, total_spent, last_order_at FROM customers \
                WHERE orders_count > 0 AND last_order_at IS NOT NULL), \
            shares AS (SELECT array_agg(((b.many * k + 4) / 5 - 0.5)::float8 / b.many ORDER BY k) AS ends \
                FROM (SELECT count(*) AS many FROM buyers) b, generate_series(1, 4) k WHERE b.many > 0) \
            SELECT count(*) AS parted, \
                percentile_disc((SELECT ends FROM shares)) WITHIN GROUP (ORDER BY last_order_at DESC) AS recency, \
                percentile_disc((SELECT ends FROM shares)) WITHIN GROUP (ORDER BY orders_count) AS frequency, \
                percentile_disc((SELECT ends FROM shares)) WITHIN GROUP (ORDER BY total_spent) AS monetary \
            FROM buyers) n",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(next)
    .execute(connection)?;
    Ok(())
}

#[derive(QueryableByName)]
struct Scored {
    #[diesel(sql_type = Int8)]
    looked_at: i64,
    #[diesel(sql_type = Nullable<Int8>)]
    last: Option<i64>,
    #[diesel(sql_type = Int8)]
    changed: i64,
}

/// Scores the next `limit` customers after the id `after`, and answers how many it looked at. Only those whose scores are
/// others are locked and written.
fn score(connection: &mut PgConnection, after: i64, limit: u32, now: DateTime<Utc>) -> Result<u64, PgError> {
    let scored: Scored = statement(
        "WITH range AS MATERIALIZED (SELECT count(*) AS looked_at, max(id) AS last \
                FROM (SELECT id FROM customers WHERE id > $? ORDER BY id LIMIT $?) r), \
         others AS MATERIALIZED (SELECT c.id, j.* FROM customers c LEFT JOIN LATERAL \
                judge_rfm(c.orders_count, c.total_spent, c.last_order_at) j ON true \
            WHERE c.id > $? AND c.id <= (SELECT last FROM range) \
                AND (c.rfm_recency, c.rfm_frequency, c.rfm_monetary, c.rfm_segment) \
                    IS DISTINCT FROM (j.recency, j.frequency, j.monetary, j.segment) \
            ORDER BY c.id FOR NO KEY UPDATE OF c), \
         written AS (UPDATE customers k SET rfm_recency = o.recency, rfm_frequency = o.frequency, \
                rfm_monetary = o.monetary, rfm_segment = o.segment \
            FROM others o WHERE k.id = o.id RETURNING k.id), \
         few AS (SELECT b.changed + (SELECT count(*) FROM others) <= $? AS are FROM rfm_bounds b), \
         marked AS (INSERT INTO segment_marks (customer_id, segment_id) SELECT w.id, s.id FROM written w, segments s, few \
            WHERE few.are AND s.type = 'dynamic' AND s.refresh = 'live' \
                AND jsonb_path_exists(s.conditions, '$.**.field ? (@ starts with \"rfm.\")')) \
         SELECT looked_at, last, (SELECT count(*) FROM written) AS changed FROM range",
    )
    .bind::<Int8, _>(after)
    .bind::<Int8, _>(i64::from(limit))
    .bind::<Int8, _>(after)
    .bind::<Int8, _>(FEW)
    .get_result(connection)?;
    let looked_at = count(scored.looked_at)?;
    let is_last = looked_at < u64::from(limit);
    statement("UPDATE rfm_bounds SET scored_up_to = $?, changed = changed + $?")
        .bind::<Nullable<Int8>, _>(scored.last.filter(|_| !is_last))
        .bind::<Int8, _>(scored.changed)
        .execute(connection)?;
    if scored.changed > 0 {
        note(Todo::Work);
    }
    if is_last {
        wake_segments(connection, now)?;
    }
    Ok(looked_at)
}

/// So many customers at most are judged one by one by live segments that look at scores.
const FEW: i64 = 10_000;

/// Makes live segments that look at scores due, when those of more customers have moved than are judged one by one.
fn wake_segments(connection: &mut PgConnection, now: DateTime<Utc>) -> Result<(), PgError> {
    statement(
        "UPDATE segments SET due_at = least(due_at, $?) WHERE type = 'dynamic' AND refresh = 'live' \
            AND jsonb_path_exists(conditions, '$.**.field ? (@ starts with \"rfm.\")') \
            AND (SELECT changed > $? FROM rfm_bounds)",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(FEW)
    .execute(connection)?;
    Ok(())
}

#[derive(QueryableByName)]
struct StateRow {
    #[diesel(sql_type = Array<Timestamptz>)]
    recency: Vec<DateTime<Utc>>,
    #[diesel(sql_type = Array<BigInt>)]
    frequency: Vec<i64>,
    #[diesel(sql_type = Array<Numeric>)]
    monetary: Vec<Decimal>,
    #[diesel(sql_type = Int8)]
    parted: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    parted_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    due_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Int8>)]
    scored_up_to: Option<i64>,
    #[diesel(sql_type = Int8)]
    changed: i64,
}

#[derive(QueryableByName)]
struct GroupRow {
    #[diesel(sql_type = Text)]
    segment: String,
    #[diesel(sql_type = Int8)]
    customers: i64,
}

fn state(connection: &mut PgConnection) -> Result<RfmState, PgError> {
    let row: StateRow = statement(
        "SELECT recency, frequency, monetary, parted, parted_at, due_at, scored_up_to, changed FROM rfm_bounds",
    )
    .get_result(connection)?;
    let groups: Vec<GroupRow> = statement(
        "SELECT rfm_segment AS segment, count(*) AS customers FROM customers WHERE rfm_segment IS NOT NULL GROUP BY 1",
    )
    .load(connection)?;
    let monetary = row.monetary.into_iter().map(Money::sum_of).collect::<Result<_, _>>();
    Ok(RfmState {
        is_ready: row.scored_up_to.is_none(),
        parted_at: row.parted_at,
        due_at: row.due_at,
        customers: count(row.parted)?,
        changed: count(row.changed)?,
        bounds: RfmBounds::new(
            row.recency,
            row.frequency,
            monetary.map_err(|error| PgError::inconsistent("monetary bound", error))?,
        ),
        segments: groups
            .into_iter()
            .map(|group| {
                let segment = RfmSegment::from_name(&group.segment)
                    .ok_or_else(|| PgError::inconsistent("rfm_segment", &group.segment))?;
                Ok((segment, count(group.customers)?))
            })
            .collect::<Result<_, PgError>>()?,
    })
}
