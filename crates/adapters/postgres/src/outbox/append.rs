//! Appending events.

use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use growffinity_kernel::{CustomerId, DomainEvent};
use serde_json::Value;

use crate::{
    audit,
    error::PgError,
    news::{Todo, note},
    statement::statement,
};

/// Appends `events` in their order.
pub(crate) fn append(connection: &mut PgConnection, events: &[DomainEvent]) -> Result<(), PgError> {
    if events.is_empty() {
        return Ok(());
    }
    audit::note_events(events);
    note(Todo::Events);
    statement(
        "INSERT INTO events (type, object_type, object_id, customer_id, origin, data, occurred_at) \
         SELECT * FROM unnest($?, $?, $?, $?, $?, $?, $?)",
    )
    .bind::<Array<Text>, _>(events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(events.iter().map(|event| event.object.as_str()).collect::<Vec<_>>())
    .bind::<Array<Int8>, _>(events.iter().map(|event| event.object_id).collect::<Vec<_>>())
    .bind::<Array<Nullable<Int8>>, _>(
        events.iter().map(|event| event.customer.map(CustomerId::get)).collect::<Vec<_>>(),
    )
    .bind::<Array<Text>, _>(events.iter().map(|event| event.origin.as_str()).collect::<Vec<_>>())
    .bind::<Array<Jsonb>, _>(events.iter().map(|event| Value::Object(event.data.clone())).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(events.iter().map(|event| event.occurred_at).collect::<Vec<_>>())
    .execute(connection)?;
    Ok(())
}
