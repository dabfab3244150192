//! Reading what is due in a lane, and keeping bodies.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Bytea, Int4, Int8, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use growffinity_kernel::{CustomerId, DeliveryId, ObjectType};
use growffinity_webhooks::{
    DeliveryKind, Webhook, WebhookStatus,
    ports::{Batch, Frozen, Lane, LaneClaim, Pending},
};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    error::PgError,
    number::fitted,
    statement::{IdRow, dynamic_statement, statement},
    webhooks::rows::{WEBHOOK, WebhookRow, delivery_id},
};

#[derive(QueryableByName)]
struct Held {
    #[diesel(embed)]
    webhook: WebhookRow,
    #[diesel(sql_type = Bytea)]
    secret: Vec<u8>,
    #[diesel(sql_type = Nullable<Bytea>)]
    previous_secret: Option<Vec<u8>>,
}

#[derive(QueryableByName)]
struct PendingRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Int8)]
    event_id: i64,
    #[diesel(sql_type = Text)]
    type_name: String,
    #[diesel(sql_type = Text)]
    object_type: String,
    #[diesel(sql_type = Int8)]
    object_id: i64,
    #[diesel(sql_type = Int8)]
    order_key: i64,
    #[diesel(sql_type = Nullable<Int8>)]
    customer_id: Option<i64>,
    #[diesel(sql_type = Int4)]
    attempt: i32,
    #[diesel(sql_type = SqlUuid)]
    reference: Uuid,
    #[diesel(sql_type = Timestamptz)]
    occurred_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    data: Option<Value>,
    #[diesel(sql_type = Nullable<Text>)]
    body: Option<String>,
}

impl TryFrom<PendingRow> for Pending {
    type Error = PgError;

    fn try_from(row: PendingRow) -> Result<Self, PgError> {
        let unknown = |what, name: &str| PgError::inconsistent(what, name);
        Ok(Self {
            id: delivery_id(row.id)?,
            kind: DeliveryKind::from_name(&row.kind).ok_or_else(|| unknown("kind", &row.kind))?,
            event: row.event_id,
            type_name: row.type_name,
            object: ObjectType::from_name(&row.object_type).ok_or_else(|| unknown("object", &row.object_type))?,
            object_id: row.object_id,
            order_key: row.order_key,
            customer: row.customer_id.and_then(CustomerId::new),
            data: match row.data {
                Some(Value::Object(data)) => data,
                _ => serde_json::Map::new(),
            },
            occurred_at: row.occurred_at,
            attempts: fitted("attempts", row.attempt)?,
            reference: row.reference.simple().to_string(),
            body: row.body,
        })
    }
}

/// The next deliveries of a lane; see the port.
pub(super) fn next(
    connection: &mut PgConnection,
    claim: LaneClaim,
    after: Option<DeliveryId>,
    limit: u32,
    (seconds, now): (u32, DateTime<Utc>),
) -> Result<Option<Batch>, PgError> {
    let Some(held) = renew(connection, claim, seconds, now)? else { return Ok(None) };
    let webhook = Webhook::try_from(held.webhook)?;
    if webhook.status != WebhookStatus::Active && claim.lane != Lane::Probe {
        give_back(connection, claim)?;
        return Ok(None);
    }
    let due = match claim.lane {
        Lane::First => {
            "d.attempt = 0 AND d.kind = 'event' AND NOT EXISTS ( \
                 SELECT FROM webhook_deliveries r WHERE r.webhook_id = d.webhook_id AND r.object_type = d.object_type \
                   AND r.order_key = d.order_key AND r.status = 'pending' AND r.attempt > 0 AND r.id < d.id)"
        }
        Lane::Retry => "d.attempt > 0",
        Lane::Probe => "d.attempt = 0 AND d.kind <> 'event'",
    };
    let sql = dynamic_statement(format!(
        "WITH due AS MATERIALIZED ( \
             SELECT d.* FROM webhook_deliveries d \
             WHERE d.webhook_id = $? AND d.status = 'pending' AND d.id > $? AND d.due_at <= $? AND {due} \
             ORDER BY d.id LIMIT $?) \
         SELECT d.id, d.kind, d.event_id, d.type AS type_name, d.object_type, d.object_id, d.order_key, d.customer_id, \
                d.attempt, d.reference, coalesce(e.occurred_at, d.created_at) AS occurred_at, e.data, b.body \
         FROM due d LEFT JOIN events e ON e.id = d.event_id AND d.kind = 'event' \
         LEFT JOIN webhook_bodies b ON b.delivery_id = coalesce(d.copy_of, d.id) ORDER BY d.id"
    ));
    let rows: Vec<PendingRow> = sql
        .cached()
        .bind::<Int8, _>(claim.webhook.get())
        .bind::<Int8, _>(after.map_or(0, DeliveryId::get))
        .bind::<Timestamptz, _>(now)
        .bind::<Int8, _>(i64::from(limit))
        .load(connection)?;
    Ok(Some(Batch {
        webhook,
        secret: held.secret,
        previous_secret: held.previous_secret,
        deliveries: rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
    }))
}

/// Renews the lease, if it is still ours, and reads whose lane it is.
fn renew(
    connection: &mut PgConnection,
    claim: LaneClaim,
    seconds: u32,
    now: DateTime<Utc>,
) -> Result<Option<Held>, PgError> {
    let sql = format!(
        "UPDATE webhook_lanes l SET lease_until = clock_timestamp() + make_interval(secs => $?) FROM webhooks w \
         WHERE l.webhook_id = $? AND l.lane = $? AND l.lease_token = $? AND l.lease_until > clock_timestamp() \
           AND w.id = l.webhook_id \
         RETURNING {WEBHOOK}, w.secret, CASE WHEN w.previous_secret_until > $? THEN w.previous_secret END AS previous_secret"
    );
    let held = dynamic_statement(sql)
        .cached()
        .bind::<Int4, _>(i32::try_from(seconds).unwrap_or(i32::MAX))
        .bind::<Int8, _>(claim.webhook.get())
        .bind::<Text, _>(claim.lane.as_str())
        .bind::<SqlUuid, _>(claim.token)
        .bind::<Timestamptz, _>(now)
        .get_result(connection)
        .optional()?;
    Ok(held)
}

/// Gives back the lane of a webhook that is paused or disabled; it is due again when it becomes active.
fn give_back(connection: &mut PgConnection, claim: LaneClaim) -> Result<(), PgError> {
    statement(
        "UPDATE webhook_lanes SET lease_token = NULL, lease_until = NULL \
         WHERE webhook_id = $? AND lane = $? AND lease_token = $?",
    )
    .bind::<Int8, _>(claim.webhook.get())
    .bind::<Text, _>(claim.lane.as_str())
    .bind::<SqlUuid, _>(claim.token)
    .execute(connection)?;
    Ok(())
}

/// Keeps bodies, but of customers who are gone; see the port.
pub(super) fn freeze(connection: &mut PgConnection, bodies: &[Frozen]) -> Result<Vec<DeliveryId>, PgError> {
    let named: Vec<i64> = bodies.iter().filter_map(|body| body.customer.map(CustomerId::get)).collect();
    let mut there = HashSet::new();
    if !named.is_empty() {
        // Whoever erases one of them waits until these bodies can be seen, and erases them too.
        let rows: Vec<IdRow> = statement("SELECT id FROM customers WHERE id = ANY($?) ORDER BY id FOR KEY SHARE")
            .bind::<Array<Int8>, _>(named)
            .load(connection)?;
        there.extend(rows.into_iter().map(|row| row.id));
    }
    let is_there = |body: &&Frozen| body.customer.is_none_or(|customer| there.contains(&customer.get()));
    let kept: Vec<&Frozen> = bodies.iter().filter(is_there).collect();
    statement(
        "INSERT INTO webhook_bodies (delivery_id, customer_id, body) \
         SELECT coalesce(d.copy_of, d.id), t.customer, t.body FROM unnest($?, $?, $?) AS t (delivery, customer, body) \
         JOIN webhook_deliveries d ON d.id = t.delivery ORDER BY t.delivery ON CONFLICT DO NOTHING",
    )
    .bind::<Array<Int8>, _>(kept.iter().map(|body| body.delivery.get()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Int8>>, _>(kept.iter().map(|body| body.customer.map(CustomerId::get)).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(kept.iter().map(|body| body.body.clone()).collect::<Vec<_>>())
    .execute(connection)?;
    Ok(bodies.iter().filter(|body| !is_there(body)).map(|body| body.delivery).collect())
}
