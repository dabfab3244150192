//! Synchronisations: asked for, claimed, moved on, given back.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, RunQueryDsl,
    sql_types::{Bool, Int4, Int8, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use growffinity_customers::sync::{Claimed, Place, SyncStatus, Synchronisation};
use growffinity_kernel::StoreId;
use uuid::Uuid;

use super::rows::{COLUMNS, SyncRow, refusals};
use crate::{
    error::PgError,
    number::fitted,
    statement::{dynamic_statement, statement},
};

/// The shop's synchronisation.
pub(super) fn find(connection: &mut PgConnection, store: StoreId) -> Result<Option<Synchronisation>, PgError> {
    let row: Option<SyncRow> = dynamic_statement(format!("SELECT {COLUMNS} FROM shop_syncs WHERE store_id = $?"))
        .bind::<Int8, _>(store.get())
        .get_result(connection)
        .optional()?;
    row.map(Synchronisation::try_from).transpose()
}

/// Makes it due; see the port.
pub(super) fn request(
    connection: &mut PgConnection,
    store: StoreId,
    take_over: bool,
    now: DateTime<Utc>,
) -> Result<Synchronisation, PgError> {
    let ended = "shop_syncs.status IN ('completed', 'failed')";
    // A failed one goes on where it stood; a completed one begins anew, and forgets what came of the last time.
    let done = "shop_syncs.status = 'completed'";
    let anew = ["created", "updated", "unchanged", "refused"]
        .map(|count| format!("{count} = CASE WHEN {done} THEN 0 ELSE shop_syncs.{count} END, "))
        .concat();
    let row: SyncRow = dynamic_statement(format!(
        "INSERT INTO shop_syncs (store_id, status, stage, page, requested_at, due_at) \
         SELECT k.store, 'queued', $?, 1, k.now, k.now FROM (SELECT $?::bigint AS store, $?::timestamptz AS now) k \
         ON CONFLICT (store_id) DO UPDATE SET \
             status = CASE WHEN {ended} THEN 'queued' ELSE shop_syncs.status END, \
             due_at = CASE WHEN {ended} THEN excluded.due_at ELSE least(shop_syncs.due_at, excluded.due_at) END, \
             error = CASE WHEN {ended} THEN NULL ELSE shop_syncs.error END, \
             completed_at = CASE WHEN {ended} THEN NULL ELSE shop_syncs.completed_at END, \
             {anew} refusals = CASE WHEN {done} THEN '[]' ELSE shop_syncs.refusals END, \
             requested_at = CASE WHEN {done} THEN excluded.requested_at ELSE shop_syncs.requested_at END, \
             attempt = 0, \
             lease_until = CASE WHEN $? THEN NULL ELSE shop_syncs.lease_until END, \
             lease_token = CASE WHEN $? THEN NULL ELSE shop_syncs.lease_token END \
         RETURNING {COLUMNS}"
    ))
    .bind::<Text, _>(Place::START.stage.as_str())
    .bind::<Int8, _>(store.get())
    .bind::<Timestamptz, _>(now)
    .bind::<Bool, _>(take_over)
    .bind::<Bool, _>(take_over)
    .get_result(connection)?;
    row.try_into()
}

/// Leases the one that has been due longest; see the port.
pub(super) fn claim(
    connection: &mut PgConnection,
    store: Option<StoreId>,
    token: Uuid,
    lease_seconds: u32,
    now: DateTime<Utc>,
) -> Result<Option<Claimed>, PgError> {
    let row: Option<SyncRow> = dynamic_statement(format!(
        "UPDATE shop_syncs SET status = 'running', lease_token = $?, \
             lease_until = clock_timestamp() + make_interval(secs => $?) \
         WHERE store_id = (SELECT store_id FROM shop_syncs \
             WHERE due_at <= $? AND (lease_until IS NULL OR lease_until < clock_timestamp()) \
               AND ($? IS NULL OR store_id = $?) \
             ORDER BY due_at, store_id LIMIT 1 FOR UPDATE SKIP LOCKED) \
         RETURNING {COLUMNS}"
    ))
    .bind::<SqlUuid, _>(token)
    .bind::<Int4, _>(fitted::<_, i32>("lease", lease_seconds)?)
    .bind::<Timestamptz, _>(now)
    .bind::<Nullable<Int8>, _>(store.map(StoreId::get))
    .bind::<Nullable<Int8>, _>(store.map(StoreId::get))
    .get_result(connection)
    .optional()?;
    let Some(row) = row else { return Ok(None) };
    let attempt = fitted("attempt", row.attempt)?;
    Ok(Some(Claimed { sync: row.try_into()?, token, attempt }))
}

/// Writes how it stands; see the port.
pub(super) fn advance(
    connection: &mut PgConnection,
    sync: &Synchronisation,
    token: Uuid,
    lease_seconds: u32,
) -> Result<bool, PgError> {
    let is_done = sync.status == SyncStatus::Completed;
    let goes_on = sync.status == SyncStatus::Running;
    let place = if is_done { Place::START } else { sync.place };
    let held = statement(
        "UPDATE shop_syncs SET status = $?, stage = $?, page = $?, total = $?, created = $?, updated = $?, \
             unchanged = $?, refused = $?, refusals = $?, error = $?, completed_at = $?, attempt = 0, \
             since = CASE WHEN $? THEN requested_at ELSE since END, \
             due_at = CASE WHEN $? THEN due_at END, lease_token = CASE WHEN $? THEN lease_token END, \
             lease_until = CASE WHEN $? THEN clock_timestamp() + make_interval(secs => $?) END \
         WHERE store_id = $? AND lease_token = $?",
    )
    .bind::<Text, _>(sync.status.as_str())
    .bind::<Text, _>(place.stage.as_str())
    .bind::<Int4, _>(fitted::<_, i32>("page", place.page)?)
    .bind::<Nullable<Int8>, _>(place.total.map(|total| fitted::<_, i64>("total", total)).transpose()?)
    .bind::<Int8, _>(fitted::<_, i64>("created", sync.tally.created)?)
    .bind::<Int8, _>(fitted::<_, i64>("updated", sync.tally.updated)?)
    .bind::<Int8, _>(fitted::<_, i64>("unchanged", sync.tally.unchanged)?)
    .bind::<Int8, _>(fitted::<_, i64>("refused", sync.tally.refused)?)
    .bind::<Jsonb, _>(refusals(&sync.refusals))
    .bind::<Nullable<Text>, _>(sync.error.clone())
    .bind::<Nullable<Timestamptz>, _>(sync.completed_at)
    .bind::<Bool, _>(is_done)
    .bind::<Bool, _>(goes_on)
    .bind::<Bool, _>(goes_on)
    .bind::<Bool, _>(goes_on)
    .bind::<Int4, _>(fitted::<_, i32>("lease", lease_seconds)?)
    .bind::<Int8, _>(sync.store.get())
    .bind::<SqlUuid, _>(token)
    .execute(connection)?;
    if held == 1 && is_done {
        statement("UPDATE stores SET synced_at = $? WHERE id = $?")
            .bind::<Nullable<Timestamptz>, _>(sync.completed_at)
            .bind::<Int8, _>(sync.store.get())
            .execute(connection)?;
    }
    Ok(held == 1)
}

/// Gives it back; see the port.
pub(super) fn release(
    connection: &mut PgConnection,
    store: StoreId,
    token: Uuid,
    due: DateTime<Utc>,
    trouble: Option<&str>,
) -> Result<(), PgError> {
    statement(
        "UPDATE shop_syncs SET lease_token = NULL, lease_until = NULL, due_at = $?, \
             attempt = CASE WHEN $? THEN attempt + 1 ELSE attempt END, error = coalesce($?, error) \
         WHERE store_id = $? AND lease_token = $?",
    )
    .bind::<Timestamptz, _>(due)
    .bind::<Bool, _>(trouble.is_some())
    .bind::<Nullable<Text>, _>(trouble.map(str::to_owned))
    .bind::<Int8, _>(store.get())
    .bind::<SqlUuid, _>(token)
    .execute(connection)?;
    Ok(())
}
