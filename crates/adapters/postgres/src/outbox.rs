//! The outbox: events are appended in the transaction of the change they tell of.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Bool, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use growffinity_kernel::{DomainEvent, Outbox, StoreError};
use serde_json::Value;

use crate::{Database, audit, error::PgError, statement::statement};

/// Appends `events` in their order.
pub(crate) fn append(connection: &mut PgConnection, events: &[DomainEvent]) -> Result<(), PgError> {
    if events.is_empty() {
        return Ok(());
    }
    audit::note_events(events);
    statement(
        "INSERT INTO events (type, object_type, object_id, customer_id, origin, data, occurred_at) \
         SELECT * FROM unnest($?, $?, $?, $?, $?, $?, $?)",
    )
    .bind::<Array<Text>, _>(events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(events.iter().map(|event| event.object.as_str()).collect::<Vec<_>>())
    .bind::<Array<Int8>, _>(events.iter().map(|event| event.object_id).collect::<Vec<_>>())
    .bind::<Array<Nullable<Int8>>, _>(
        events.iter().map(|event| event.customer.map(growffinity_kernel::CustomerId::get)).collect::<Vec<_>>(),
    )
    .bind::<Array<Text>, _>(events.iter().map(|event| event.origin.as_str()).collect::<Vec<_>>())
    .bind::<Array<Jsonb>, _>(events.iter().map(|event| Value::Object(event.data.clone())).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(events.iter().map(|event| event.occurred_at).collect::<Vec<_>>())
    .execute(connection)?;
    Ok(())
}

/// The outbox in `database`.
#[derive(Debug, Clone)]
pub struct PgOutbox(Database);

impl PgOutbox {
    /// The outbox in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl Outbox for PgOutbox {
    async fn dispatch(&self, limit: u32, now: DateTime<Utc>) -> Result<u64, StoreError> {
        self.0
            .run("dispatch_events", move |connection| {
                connection.transaction(|connection| dispatch(connection, limit, now))
            })
            .await
    }
}

#[derive(QueryableByName)]
struct Dispatched {
    #[diesel(sql_type = Int8)]
    count: i64,
    #[diesel(sql_type = Bool)]
    moves_segments: bool,
    #[diesel(sql_type = Bool)]
    moves_event_segments: bool,
}

fn dispatch(connection: &mut PgConnection, limit: u32, now: DateTime<Utc>) -> Result<u64, PgError> {
    let dispatched: Dispatched = statement(
        "WITH due AS (SELECT id FROM events WHERE dispatched_at IS NULL ORDER BY id LIMIT $? FOR UPDATE SKIP LOCKED), \
         told AS (UPDATE events e SET dispatched_at = $? FROM due d WHERE e.id = d.id RETURNING e.object_type) \
         SELECT count(*) AS count, coalesce(bool_or(object_type IN ('customer', 'order')), false) AS moves_segments, \
                coalesce(bool_or(object_type = 'event'), false) AS moves_event_segments \
         FROM told",
    )
    .bind::<Int8, _>(i64::from(limit))
    .bind::<Timestamptz, _>(now)
    .get_result(connection)?;
    if dispatched.moves_segments || dispatched.moves_event_segments {
        statement(
            "UPDATE segments SET due_at = n.now FROM (SELECT $?::timestamptz AS now) n \
             WHERE id IN (SELECT id FROM segments WHERE type = 'dynamic' AND refresh = 'live' \
                            AND ($? OR jsonb_path_exists(conditions, '$.**.event')) ORDER BY id FOR UPDATE) \
               AND (due_at IS NULL OR due_at > n.now)",
        )
        .bind::<Timestamptz, _>(now)
        .bind::<Bool, _>(dispatched.moves_segments)
        .execute(connection)?;
    }
    crate::number::count(dispatched.count)
}
