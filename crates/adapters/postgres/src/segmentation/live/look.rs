//! Looking for customers whom time alone has moved over a boundary of a rule.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Int8, Jsonb, Nullable, Text, Timestamptz},
};
use serde_json::Value;

use super::{LOOK_EVERY, next_look};
use crate::{
    error::PgError,
    news::{Todo, note},
    number::count,
    segmentation::{
        crossers::push_crossers,
        refresh::{mark_failed, reason},
        rows,
    },
    statement::{dynamic_statement, statement},
};

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    matching: String,
    #[diesel(sql_type = Jsonb)]
    conditions: Value,
    #[diesel(sql_type = Timestamptz)]
    looked_at: DateTime<Utc>,
}

/// Marks those whom time may have moved; see the port. The rows are held, so that a refresh comes before or after.
pub(in crate::segmentation) fn look(
    connection: &mut PgConnection,
    now: DateTime<Utc>,
    zone: Tz,
    limit: u32,
) -> Result<u64, PgError> {
    let due: Vec<Due> = statement(
        "SELECT id, match AS matching, conditions, looked_at FROM segments \
         WHERE look_due_at <= $? AND type = 'dynamic' AND refresh = 'live' AND status = 'ready' AND looked_at IS NOT NULL \
         ORDER BY id LIMIT $? FOR NO KEY UPDATE SKIP LOCKED",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(i64::from(limit))
    .load(connection)?;
    for segment in &due {
        // A savepoint each: one that can't be looked at does not keep the others.
        match connection.transaction(|connection| look_at(connection, segment, now, zone)) {
            Ok(()) => {}
            Err(error) => {
                let Some(reason) = reason(&error) else { return Err(error) };
                tracing::error!(segment = segment.id, %error, "a live segment can't be looked at");
                let id = growffinity_kernel::SegmentId::new(segment.id);
                let id = id.ok_or_else(|| PgError::inconsistent("segment id", segment.id))?;
                mark_failed(connection, id, now, reason)?;
            }
        }
    }
    count(i64::try_from(due.len()).unwrap_or(i64::MAX))
}

fn look_at(connection: &mut PgConnection, segment: &Due, now: DateTime<Utc>, zone: Tz) -> Result<(), PgError> {
    let rule = rows::rule(&segment.matching, &segment.conditions)?;
    // A clock that goes back finds nobody, and takes nothing back.
    let until = now.max(segment.looked_at);
    let sql = dynamic_statement(
        "WITH k AS (SELECT $?::bigint AS segment) \
         INSERT INTO segment_marks (customer_id, segment_id) SELECT x.id, k.segment FROM k, (",
    );
    let sql = sql.bind::<Int8, _>(segment.id);
    if let Some(sql) = push_crossers(sql, &rule, zone, segment.looked_at, until) {
        sql.push(") x").execute(connection)?;
        note(Todo::Work);
    }
    let next = next_look(&rule, until).1.map(|next| next.max(now.checked_add_signed(LOOK_EVERY).unwrap_or(next)));
    statement("UPDATE segments SET looked_at = $?, look_due_at = $? WHERE id = $?")
        .bind::<Timestamptz, _>(until)
        .bind::<Nullable<Timestamptz>, _>(next)
        .bind::<Int8, _>(segment.id)
        .execute(connection)?;
    Ok(())
}
