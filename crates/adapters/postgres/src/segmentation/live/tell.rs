//! Telling of the changed members of live segments, once a minute at most.

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Int8, Timestamptz},
};
use growffinity_kernel::{DomainEvent, EventType, ObjectType};

use crate::{error::PgError, number::count, outbox, statement::statement};

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Int8)]
    joined: i64,
    #[diesel(sql_type = Int8)]
    left: i64,
}

/// Tells; see the port.
pub(in crate::segmentation) fn tell(
    connection: &mut PgConnection,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<u64, PgError> {
    let told: Vec<Told> = statement(
        "WITH k AS (SELECT $?::timestamptz AS now), \
         due AS MATERIALIZED ( \
           SELECT s.id, s.members_count, s.untold_joined, s.untold_left, s.untold_milliseconds FROM segments s, k \
           WHERE (s.untold_joined > 0 OR s.untold_left > 0) \
             AND (s.told_at IS NULL OR s.told_at <= k.now - interval '1 minute') \
           ORDER BY s.id LIMIT $? FOR NO KEY UPDATE OF s SKIP LOCKED), \
         noted AS (INSERT INTO segment_history \
                     (segment_id, refreshed_at, members_count, joined, \"left\", cause, milliseconds) \
                   SELECT d.id, k.now, d.members_count, d.untold_joined, d.untold_left, 'live', d.untold_milliseconds \
                   FROM due d, k), \
         reset AS (UPDATE segments s SET told_at = k.now, untold_joined = 0, untold_left = 0, untold_milliseconds = 0 \
                   FROM due d, k WHERE s.id = d.id) \
         SELECT id, untold_joined AS joined, untold_left AS \"left\" FROM due ORDER BY id",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(i64::from(limit))
    .load(connection)?;
    let events: Vec<DomainEvent> = told
        .iter()
        .map(|segment| {
            let event = DomainEvent::new(EventType::SegmentUpdated, ObjectType::Segment, segment.id, now);
            event.with("joined", segment.joined).with("left", segment.left)
        })
        .collect();
    outbox::append(connection, &events)?;
    count(i64::try_from(told.len()).unwrap_or(i64::MAX))
}
