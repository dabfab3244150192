//! Writing attempts down, and what follows from them.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int4, Int8, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use growffinity_kernel::{DomainEvent, EventType, ObjectType};
use growffinity_webhooks::{
    DeliveryKind, DisabledReason, Verdict,
    ports::{Attempted, Lane, LaneClaim},
};

use crate::{
    error::PgError,
    number::count,
    outbox,
    statement::{IdRow, statement},
    webhooks::store::{due, give_up},
};

#[derive(QueryableByName)]
struct Fares {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    failing_since: Option<DateTime<Utc>>,
}

/// Writes attempts down; see the port.
pub(super) fn record(
    connection: &mut PgConnection,
    claim: LaneClaim,
    attempts: &[Attempted],
    (disable_before, now): (DateTime<Utc>, DateTime<Utc>),
    seconds: u32,
) -> Result<Option<DisabledReason>, PgError> {
    write(connection, attempts, now)?;
    let webhook = claim.webhook.get();
    renew(connection, claim, seconds)?;
    let retries = attempts.iter().filter_map(|attempt| match attempt.verdict {
        Verdict::Again(at) => Some(at),
        Verdict::Delivered | Verdict::Failed | Verdict::Gone => None,
    });
    if let Some(first) = retries.min() {
        due(connection, &[webhook], Lane::Retry.as_str(), first)?;
    }
    if claim.lane == Lane::Retry {
        // What waited for these may go now.
        due(connection, &[webhook], Lane::First.as_str(), now)?;
    }
    let counted: Vec<&Attempted> = attempts.iter().filter(|attempt| attempt.kind == DeliveryKind::Event).collect();
    if counted.is_empty() {
        return Ok(None);
    }
    let fares = fares(connection, webhook, &counted)?;
    let reason = if counted.iter().any(|attempt| attempt.verdict == Verdict::Gone) {
        DisabledReason::Gone
    } else if fares.is_some_and(|fares| fares.failing_since.is_some_and(|since| since <= disable_before)) {
        DisabledReason::Failing
    } else {
        return Ok(None);
    };
    disable(connection, webhook, reason, now)?;
    Ok(Some(reason))
}

fn write(connection: &mut PgConnection, attempted: &[Attempted], now: DateTime<Utc>) -> Result<(), PgError> {
    let status = |it: &Attempted| match it.verdict {
        Verdict::Delivered => "delivered",
        Verdict::Again(_) => "pending",
        Verdict::Failed | Verdict::Gone => "failed",
    };
    let due_at = |it: &Attempted| match it.verdict {
        Verdict::Again(at) => at,
        Verdict::Delivered | Verdict::Failed | Verdict::Gone => now,
    };
    let attempts = || attempted.iter().map(|it| &it.attempt);
    statement(
        "WITH told AS (SELECT * FROM unnest($?, $?, $?, $?, $?, $?, $?, $?, $?) \
             AS t (id, number, started_at, milliseconds, status_code, error, response_body, status, due_at)), \
         held AS MATERIALIZED ( \
             SELECT t.* FROM told t JOIN webhook_deliveries d ON d.id = t.id \
             WHERE d.status = 'pending' AND d.attempt = t.number - 1 ORDER BY d.id FOR UPDATE OF d), \
         moved AS ( \
             UPDATE webhook_deliveries d SET status = h.status, attempt = h.number, due_at = h.due_at, \
                 completed_at = CASE WHEN h.status <> 'pending' THEN $?::timestamptz END \
             FROM held h WHERE d.id = h.id) \
         INSERT INTO webhook_attempts (delivery_id, number, started_at, milliseconds, status_code, error, response_body) \
         SELECT id, number, started_at, milliseconds, status_code, error, response_body FROM held",
    )
    .bind::<Array<Int8>, _>(attempted.iter().map(|it| it.delivery.get()).collect::<Vec<_>>())
    .bind::<Array<Int4>, _>(
        attempts().map(|attempt| i32::try_from(attempt.number).unwrap_or(i32::MAX)).collect::<Vec<_>>(),
    )
    .bind::<Array<Timestamptz>, _>(attempts().map(|attempt| attempt.started_at).collect::<Vec<_>>())
    .bind::<Array<Int8>, _>(attempts().map(|attempt| i64::from(attempt.milliseconds)).collect::<Vec<_>>())
    .bind::<Array<Nullable<Int4>>, _>(
        attempts().map(|attempt| attempt.status_code.map(i32::from)).collect::<Vec<_>>(),
    )
    .bind::<Array<Nullable<Text>>, _>(attempts().map(|attempt| attempt.error.clone()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(attempts().map(|attempt| attempt.response_body.clone()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(attempted.iter().map(status).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(attempted.iter().map(due_at).collect::<Vec<_>>())
    .bind::<Timestamptz, _>(now)
    .execute(connection)?;
    Ok(())
}

fn renew(connection: &mut PgConnection, claim: LaneClaim, seconds: u32) -> Result<(), PgError> {
    statement(
        "UPDATE webhook_lanes SET lease_until = clock_timestamp() + make_interval(secs => $?) \
         WHERE webhook_id = $? AND lane = $? AND lease_token = $?",
    )
    .bind::<Int4, _>(i32::try_from(seconds).unwrap_or(i32::MAX))
    .bind::<Int8, _>(claim.webhook.get())
    .bind::<Text, _>(claim.lane.as_str())
    .bind::<SqlUuid, _>(claim.token)
    .execute(connection)?;
    Ok(())
}

/// Counts failures since the last success, in the order in which the attempts ended.
fn fares(connection: &mut PgConnection, webhook: i64, counted: &[&Attempted]) -> Result<Option<Fares>, PgError> {
    let ended = |attempt: &&Attempted| attempt.verdict == Verdict::Delivered;
    let last_success = counted.iter().rposition(ended);
    let since = counted.iter().skip(last_success.map_or(0, |at| at + 1));
    let failures = i64::try_from(since.clone().count()).unwrap_or(i64::MAX);
    let first = since.map(|it| it.attempt.started_at).min();
    if last_success.is_some() && failures == 0 {
        // The common case writes nothing where nothing was wrong.
        statement("UPDATE webhooks SET failure_count = 0, failing_since = NULL WHERE id = $? AND failure_count > 0")
            .bind::<Int8, _>(webhook)
            .execute(connection)?;
        return Ok(None);
    }
    let fares = statement(
        "UPDATE webhooks SET failure_count = n.failures + CASE WHEN n.anew THEN 0 ELSE failure_count END, \
             failing_since = CASE WHEN n.anew THEN n.first ELSE coalesce(failing_since, n.first) END \
         FROM (SELECT $?::bigint AS failures, $?::boolean AS anew, $?::timestamptz AS first) n \
         WHERE id = $? RETURNING failing_since",
    )
    .bind::<Int8, _>(failures)
    .bind::<diesel::sql_types::Bool, _>(last_success.is_some())
    .bind::<Nullable<Timestamptz>, _>(first)
    .bind::<Int8, _>(webhook)
    .get_result(connection)
    .optional()?;
    Ok(fares)
}

/// Disables a webhook, gives up what waits for it and tells of it, once.
pub(super) fn disable(
    connection: &mut PgConnection,
    webhook: i64,
    reason: DisabledReason,
    now: DateTime<Utc>,
) -> Result<(), PgError> {
    let disabled: Option<IdRow> = statement(
        "UPDATE webhooks SET status = 'disabled', disabled_reason = $?, version = version + 1, modified_at = $? \
         WHERE id = $? AND status <> 'disabled' RETURNING id",
    )
    .bind::<Text, _>(reason.as_str())
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(webhook)
    .get_result(connection)
    .optional()?;
    if disabled.is_none() {
        return Ok(());
    }
    give_up(connection, webhook, now)?;
    // Whoever works at it finds its lease gone; nobody has to wait for that when it is active again.
    statement(
        "UPDATE webhook_lanes SET lease_token = NULL, lease_until = NULL WHERE webhook_id = $? AND lane <> 'probe'",
    )
    .bind::<Int8, _>(webhook)
    .execute(connection)?;
    let event = DomainEvent::new(EventType::WebhookDisabled, ObjectType::Webhook, webhook, now);
    outbox::append(connection, &[event.with("reason", reason.as_str())])
}

#[derive(QueryableByName)]
struct Gone {
    #[diesel(sql_type = Int8)]
    gone: i64,
}

/// Removes deliveries that ended long ago, with their bodies unless a later one needs them, and their attempts.
pub(super) fn forget(connection: &mut PgConnection, before: DateTime<Utc>, limit: u32) -> Result<u64, PgError> {
    let gone: Gone = statement(
        "WITH old AS MATERIALIZED ( \
             SELECT d.id FROM webhook_deliveries d \
             WHERE d.id <= (SELECT coalesce(min(id), 0) + $? FROM webhook_deliveries) \
               AND d.status <> 'pending' AND d.completed_at < $? \
               AND NOT EXISTS (SELECT FROM webhook_deliveries c WHERE c.copy_of = d.id AND c.webhook_id = d.webhook_id \
                                 AND c.id > d.id AND c.completed_at IS DISTINCT FROM NULL AND c.completed_at >= $?) \
             ORDER BY d.id LIMIT $? FOR UPDATE SKIP LOCKED), \
         bodies AS (DELETE FROM webhook_bodies b USING old WHERE b.delivery_id = old.id), \
         attempts AS (DELETE FROM webhook_attempts a USING old WHERE a.delivery_id = old.id), \
         gone AS (DELETE FROM webhook_deliveries d USING old WHERE d.id = old.id RETURNING 1) \
         SELECT count(*) AS gone FROM gone",
    )
    .bind::<Int8, _>(i64::from(limit) * 4)
    .bind::<Timestamptz, _>(before)
    .bind::<Timestamptz, _>(before)
    .bind::<Int8, _>(i64::from(limit))
    .get_result(connection)?;
    count(gone.gone)
}
