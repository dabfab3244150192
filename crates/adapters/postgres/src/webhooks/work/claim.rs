//! Taking lanes and giving them back.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, RunQueryDsl,
    sql_types::{Int4, Int8, Text, Timestamptz, Uuid as SqlUuid},
};
use growffinity_webhooks::ports::{Lane, LaneClaim};
use uuid::Uuid;

use crate::{
    error::PgError,
    statement::{IdRow, statement},
    webhooks::rows::webhook_id,
};

/// Leases lanes that have work; see the port.
pub(super) fn claim(
    connection: &mut PgConnection,
    lane: Lane,
    most: u32,
    (token, seconds): (Uuid, u32),
    now: DateTime<Utc>,
) -> Result<Vec<LaneClaim>, PgError> {
    let claimed: Vec<IdRow> = statement(
        "WITH due AS ( \
             SELECT l.webhook_id, l.lane FROM webhook_lanes l JOIN webhooks w ON w.id = l.webhook_id \
             WHERE l.lane = $? AND l.due_at <= $? AND (l.lease_until IS NULL OR l.lease_until < clock_timestamp()) \
               AND (l.lane = 'probe' OR w.status = 'active') \
             ORDER BY l.due_at, l.webhook_id LIMIT $? FOR UPDATE OF l SKIP LOCKED) \
         UPDATE webhook_lanes l SET lease_token = $?, lease_until = clock_timestamp() + make_interval(secs => $?) \
         FROM due d WHERE l.webhook_id = d.webhook_id AND l.lane = d.lane RETURNING l.webhook_id AS id",
    )
    .bind::<Text, _>(lane.as_str())
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(i64::from(most))
    .bind::<SqlUuid, _>(token)
    .bind::<Int4, _>(i32::try_from(seconds).unwrap_or(i32::MAX))
    .load(connection)?;
    claimed.into_iter().map(|row| Ok(LaneClaim { webhook: webhook_id(row.id)?, lane, token })).collect()
}

/// Gives a lane back. It is locked while what is left in it is looked for, and whoever adds something makes it due after that.
pub(super) fn release(connection: &mut PgConnection, claim: LaneClaim, now: DateTime<Utc>) -> Result<(), PgError> {
    let ours: Option<IdRow> = statement(
        "SELECT webhook_id AS id FROM webhook_lanes WHERE webhook_id = $? AND lane = $? AND lease_token = $? FOR UPDATE",
    )
    .bind::<Int8, _>(claim.webhook.get())
    .bind::<Text, _>(claim.lane.as_str())
    .bind::<SqlUuid, _>(claim.token)
    .get_result(connection)
    .optional()?;
    if ours.is_none() {
        return Ok(());
    }
    let left = match claim.lane {
        Lane::First => {
            "SELECT $?::timestamptz FROM webhook_deliveries d WHERE d.webhook_id = $? AND d.status = 'pending' AND d.attempt = 0 \
               AND d.kind = 'event' AND NOT EXISTS ( \
                 SELECT FROM webhook_deliveries r WHERE r.webhook_id = d.webhook_id AND r.object_type = d.object_type \
                   AND r.order_key = d.order_key AND r.status = 'pending' AND r.attempt > 0 AND r.id < d.id) LIMIT 1"
        }
        Lane::Retry => {
            "SELECT min(greatest(d.due_at, $?::timestamptz)) FROM webhook_deliveries d \
             WHERE d.webhook_id = $? AND d.status = 'pending' AND d.attempt > 0"
        }
        Lane::Probe => {
            "SELECT $?::timestamptz FROM webhook_deliveries d WHERE d.webhook_id = $? AND d.status = 'pending' AND d.attempt = 0 \
               AND d.kind <> 'event' LIMIT 1"
        }
    };
    let sql = crate::statement::dynamic_statement(format!(
        "UPDATE webhook_lanes SET lease_token = NULL, lease_until = NULL, due_at = ({left}) WHERE webhook_id = $? AND lane = $?"
    ));
    sql.cached()
        .bind::<Timestamptz, _>(now)
        .bind::<Int8, _>(claim.webhook.get())
        .bind::<Int8, _>(claim.webhook.get())
        .bind::<Text, _>(claim.lane.as_str())
        .execute(connection)?;
    Ok(())
}
