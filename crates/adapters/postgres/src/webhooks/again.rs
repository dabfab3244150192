//! Deliveries made again: one, or all of a range of time.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Nullable, Text, Timestamptz},
};
use growffinity_kernel::{EventType, Span};
use growffinity_webhooks::{Topics, ports::Replayed};

use super::store::due;
use crate::{
    audit::{Note, note},
    error::PgError,
    number::{count, fitted},
    statement::{IdRow, statement},
};

/// A delivery of the same event and body as the one called `number`; answers its id.
pub(super) fn redeliver(
    connection: &mut PgConnection,
    webhook: i64,
    number: i64,
    now: DateTime<Utc>,
) -> Result<Option<i64>, PgError> {
    let made: Option<IdRow> = statement(
        "INSERT INTO webhook_deliveries (webhook_id, kind, event_id, type, object_type, object_id, order_key, customer_id, \
             copy_of, due_at, created_at) \
         SELECT d.webhook_id, d.kind, d.event_id, d.type, d.object_type, d.object_id, d.order_key, d.customer_id, \
                coalesce(d.copy_of, d.id), n.now, n.now \
         FROM webhook_deliveries d, (SELECT $?::timestamptz AS now) n WHERE d.id = $? AND d.webhook_id = $? RETURNING id",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(number)
    .bind::<Int8, _>(webhook)
    .get_result(connection)
    .optional()?;
    for lane in ["first", "probe"] {
        due(connection, &[webhook], lane, now)?;
    }
    Ok(made.map(|made| made.id))
}

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = Int8)]
    total: i64,
}

/// Deliveries of the events within `span` that `topics` hear; see the port.
pub(super) fn replay(
    connection: &mut PgConnection,
    webhook: i64,
    topics: &Topics,
    (span, now): (Span, DateTime<Utc>),
    most: u32,
) -> Result<Replayed, PgError> {
    let made: Made = statement(
        "WITH k AS (SELECT $?::bigint AS webhook, $?::text[] AS types, $?::timestamptz AS after, $?::timestamptz AS before, \
                           $?::timestamptz AS now, $?::bigint AS most), \
         heard AS MATERIALIZED ( \
             SELECT e.id, e.type, e.object_type, e.object_id, e.customer_id FROM events e \
             WHERE e.occurred_at > (SELECT coalesce(after, '-infinity') FROM k) \
               AND e.occurred_at < (SELECT coalesce(before, 'infinity') FROM k) \
               AND e.type = ANY((SELECT types FROM k)::text[]) AND e.origin <> 'import' AND e.dispatched_at IS NOT NULL \
             ORDER BY e.id LIMIT (SELECT most + 1 FROM k)), \
         told AS ( \
             SELECT d.event_id, min(coalesce(d.copy_of, d.id)) AS first, min(d.order_key) AS key \
             FROM webhook_deliveries d WHERE d.webhook_id = (SELECT webhook FROM k) \
               AND d.event_id >= (SELECT min(id) FROM heard) AND d.event_id <= (SELECT max(id) FROM heard) GROUP BY d.event_id), \
         made AS ( \
             INSERT INTO webhook_deliveries (webhook_id, event_id, type, object_type, object_id, order_key, customer_id, copy_of, \
                 due_at, created_at) \
             SELECT k.webhook, h.id, h.type, h.object_type, h.object_id, \
                    coalesce(t.key, CASE WHEN h.type LIKE 'segment.member%' THEN -h.customer_id ELSE h.object_id END), \
                    h.customer_id, t.first, k.now, k.now \
             FROM k, heard h LEFT JOIN told t ON t.event_id = h.id \
             WHERE (SELECT count(*) FROM heard) <= k.most ORDER BY h.id) \
         SELECT count(*) AS total FROM heard",
    )
    .bind::<Int8, _>(webhook)
    .bind::<Array<Text>, _>(topics.kinds().map(EventType::as_str).collect::<Vec<_>>())
    .bind::<Nullable<Timestamptz>, _>(span.after)
    .bind::<Nullable<Timestamptz>, _>(span.before)
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(i64::from(most))
    .get_result(connection)?;
    let made = count(made.total)?;
    if made > u64::from(most) {
        return Ok(Replayed::TooMany);
    }
    note(Note::new("webhook.replay", "webhook", webhook));
    due(connection, &[webhook], "first", now)?;
    Ok(Replayed::Queued(fitted("deliveries", made)?))
}
