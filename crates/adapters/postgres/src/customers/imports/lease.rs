//! An import's way from queued to its end, under a lease.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Bool, Int4, Int8, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use growffinity_customers::imports::{Import, ports::Held};
use growffinity_kernel::{DomainEvent, EventType, ImportId, ObjectType};
use uuid::Uuid;

use super::rows::{COLUMNS, ImportRow};
use crate::{
    error::PgError,
    outbox,
    statement::{dynamic_statement, statement},
};

/// Leases the job of this kind that has been due longest.
pub(in crate::customers) fn claim(
    connection: &mut PgConnection,
    kind: &'static str,
    token: Uuid,
    seconds: u32,
    now: DateTime<Utc>,
) -> Result<Option<Import>, PgError> {
    let row: Option<ImportRow> = dynamic_statement(format!(
        "UPDATE imports i SET status = 'running', lease_token = $?, attempt = i.attempt + 1, \
             lease_until = clock_timestamp() + make_interval(secs => $?), \
             started_at = coalesce(i.started_at, k.now), modified_at = k.now, version = i.version + 1 \
         FROM (SELECT $?::timestamptz AS now) k \
         WHERE i.id = (SELECT d.id FROM imports d \
             WHERE d.kind = $? AND d.due_at <= $? AND (d.lease_until IS NULL OR d.lease_until < clock_timestamp()) \
             ORDER BY d.due_at, d.id LIMIT 1 FOR UPDATE SKIP LOCKED) \
         RETURNING {COLUMNS}"
    ))
    .cached()
    .bind::<SqlUuid, _>(token)
    .bind::<Int4, _>(i32::try_from(seconds).unwrap_or(i32::MAX))
    .bind::<Timestamptz, _>(now)
    .bind::<Text, _>(kind)
    .bind::<Timestamptz, _>(now)
    .get_result(connection)
    .optional()?;
    row.map(TryInto::try_into).transpose()
}

/// Locks the import for the rest of the transaction; `false` when it is no longer held under `held`.
pub(super) fn lock(connection: &mut PgConnection, held: &Held) -> Result<bool, PgError> {
    let locked = statement("SELECT FROM imports WHERE id = $? AND lease_token = $? AND status = 'running' FOR UPDATE")
        .bind::<Int8, _>(held.import.get())
        .bind::<SqlUuid, _>(held.token)
        .execute(connection)?;
    Ok(locked == 1)
}

/// Ends an import and tells of it; see the port.
pub(super) fn finish(
    connection: &mut PgConnection,
    held: &Held,
    error: Option<String>,
    now: DateTime<Utc>,
) -> Result<bool, PgError> {
    let status = if error.is_some() { "failed" } else { "completed" };
    let ended = statement(
        "UPDATE imports SET status = $?, error = $?, completed_at = k.now, modified_at = k.now, due_at = NULL, \
             lease_until = NULL, lease_token = NULL, last_error = NULL, version = version + 1 \
         FROM (SELECT $?::timestamptz AS now) k WHERE id = $? AND lease_token = $? AND status = 'running'",
    )
    .bind::<Text, _>(status)
    .bind::<Nullable<Text>, _>(error)
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(held.import.get())
    .bind::<SqlUuid, _>(held.token)
    .execute(connection)?;
    if ended == 0 {
        return Ok(false);
    }
    forget_addresses(connection, held.import)?;
    let event = DomainEvent::new(EventType::ImportCompleted, ObjectType::Import, held.import.get(), now);
    outbox::append(connection, &[event.with("status", status)])?;
    Ok(true)
}

/// Gives an import back; see the port.
pub(super) fn release(
    connection: &mut PgConnection,
    held: &Held,
    due: DateTime<Utc>,
    trouble: Option<String>,
) -> Result<(), PgError> {
    statement(
        "UPDATE imports SET due_at = $?, lease_until = NULL, lease_token = NULL, last_error = $? \
         WHERE id = $? AND lease_token = $? AND status = 'running'",
    )
    .bind::<Timestamptz, _>(due)
    .bind::<Nullable<Text>, _>(trouble)
    .bind::<Int8, _>(held.import.get())
    .bind::<SqlUuid, _>(held.token)
    .execute(connection)?;
    Ok(())
}

#[derive(QueryableByName)]
struct Canceled {
    #[diesel(embed)]
    import: ImportRow,
    #[diesel(sql_type = Bool)]
    ended_now: bool,
}

/// Ends an import from outside; see the port.
pub(super) fn cancel(
    connection: &mut PgConnection,
    id: ImportId,
    now: DateTime<Utc>,
) -> Result<Option<(Import, bool)>, PgError> {
    let ended = statement(
        "UPDATE imports SET status = 'canceled', completed_at = k.now, modified_at = k.now, due_at = NULL, \
             lease_until = NULL, lease_token = NULL, version = version + 1 \
         FROM (SELECT $?::timestamptz AS now) k WHERE id = $? AND status IN ('queued', 'running')",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(id.get())
    .execute(connection)?;
    forget_addresses(connection, id)?;
    let row: Option<Canceled> =
        dynamic_statement(format!("SELECT {COLUMNS}, $?::boolean AS ended_now FROM imports i WHERE i.id = $?"))
            .cached()
            .bind::<Bool, _>(ended == 1)
            .bind::<Int8, _>(id.get())
            .get_result(connection)
            .optional()?;
    row.map(|row| Ok((row.import.try_into()?, row.ended_now))).transpose()
}

fn forget_addresses(connection: &mut PgConnection, id: ImportId) -> Result<(), PgError> {
    statement("DELETE FROM import_seen WHERE import_id = $?").bind::<Int8, _>(id.get()).execute(connection)?;
    Ok(())
}
