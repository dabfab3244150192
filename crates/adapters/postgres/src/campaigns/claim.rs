//! Claiming messages: rows leased to one worker, those that may no longer be sent skipped on the way.

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int4, Int8, Jsonb, Nullable, Numeric, Text, Timestamptz, Uuid as SqlUuid},
};
use growffinity_campaigns::ledger::{Claim, ClaimedMessage, Lease};
use growffinity_kernel::{CampaignId, Currency, CustomerId, Decimal, MessageId, Money};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    AddressKeys,
    error::PgError,
    statement::{IdRow, statement},
};

#[derive(QueryableByName)]
struct ClaimedRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Int8)]
    customer_id: i64,
    #[diesel(sql_type = Int4)]
    attempt: i32,
    #[diesel(sql_type = Nullable<Text>)]
    reason: Option<String>,
    #[diesel(sql_type = Text)]
    email: String,
    #[diesel(sql_type = Text)]
    first_name: String,
    #[diesel(sql_type = Text)]
    last_name: String,
    #[diesel(sql_type = Text)]
    phone: String,
    #[diesel(sql_type = Text)]
    locale: String,
    #[diesel(sql_type = Jsonb)]
    attributes: Value,
    #[diesel(sql_type = Jsonb)]
    billing: Value,
    #[diesel(sql_type = Int8)]
    orders_count: i64,
    #[diesel(sql_type = Numeric)]
    total_spent: Decimal,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    last_order_at: Option<DateTime<Utc>>,
}

/// Leases messages; see the port.
pub(super) fn claim(
    connection: &mut PgConnection,
    campaign: CampaignId,
    lease: &Lease,
    now: DateTime<Utc>,
    currency: Currency,
    keys: &AddressKeys,
) -> Result<Claim, PgError> {
    let sql = statement(
        "WITH k AS (SELECT $?::bigint AS campaign, $?::timestamptz AS now, $?::bigint AS most, $?::uuid AS token, \
                           $?::int AS seconds), \
         due AS MATERIALIZED ( \
             SELECT m.id, m.customer_id, m.attempt FROM campaign_messages m \
             WHERE m.campaign_id = (SELECT campaign FROM k) AND m.status = 'queued' AND m.due_at <= (SELECT now FROM k) \
               AND (m.lease_until IS NULL OR m.lease_until < clock_timestamp()) \
               AND EXISTS (SELECT FROM campaigns c WHERE c.id = m.campaign_id AND c.status = 'sending') \
             ORDER BY m.due_at, m.id LIMIT (SELECT most FROM k) FOR UPDATE OF m SKIP LOCKED), \
         h AS MATERIALIZED ( \
             SELECT * FROM unnest($?::int[], $?::bytea[], $?::bytea[]) AS h (id, inner_pad, outer_pad)), \
         judged AS MATERIALIZED ( \
             SELECT d.*, s.id AS suppression, c.email, c.first_name, c.last_name, c.phone, c.locale, c.attributes, c.billing, \
                    c.orders_count, c.total_spent, c.last_order_at, \
                    CASE WHEN c.id IS NULL THEN 'erased' WHEN c.status <> 'active' THEN 'inactive' \
                         WHEN c.consent_status = 'subscribed' THEN CASE WHEN s.id IS NOT NULL THEN 'suppressed' END \
                         WHEN c.consent_status = 'pending' THEN 'no_consent' ELSE c.consent_status END AS reason \
             FROM due d LEFT JOIN customers c ON c.id = d.customer_id \
             LEFT JOIN LATERAL ( \
                 SELECT s.id FROM h JOIN suppressions s \
                   ON s.key_id = h.id AND s.hash = address_hash(c.email, h.inner_pad, h.outer_pad) LIMIT 1) s ON true), \
         known AS ( \
             UPDATE suppressions s SET customer_id = j.customer_id FROM judged j \
             WHERE s.id = j.suppression AND s.customer_id IS DISTINCT FROM j.customer_id), \
         leased AS ( \
             UPDATE campaign_messages m SET \
                 lease_token = CASE WHEN j.reason IS NULL THEN k.token END, \
                 lease_until = CASE WHEN j.reason IS NULL THEN clock_timestamp() + make_interval(secs => k.seconds) END, \
                 status = CASE WHEN j.reason IS NULL THEN 'queued' ELSE 'skipped' END, \
                 reason = j.reason, email = coalesce(j.email, '') \
             FROM judged j, k WHERE m.campaign_id = k.campaign AND m.id = j.id), \
         counted AS ( \
             INSERT INTO campaign_totals \
             SELECT k.campaign, t.status, t.delta FROM k, ( \
                 SELECT 'skipped:' || reason AS status, count(*) AS delta FROM judged WHERE reason IS NOT NULL GROUP BY reason \
                 UNION ALL SELECT 'queued', -count(*) FROM judged WHERE reason IS NOT NULL HAVING count(*) > 0) t) \
         SELECT id, customer_id, attempt, reason, coalesce(email, '') AS email, coalesce(first_name, '') AS first_name, \
                coalesce(last_name, '') AS last_name, coalesce(phone, '') AS phone, coalesce(locale, '') AS locale, \
                coalesce(attributes, '{}') AS attributes, coalesce(billing, '{}') AS billing, \
                coalesce(orders_count, 0) AS orders_count, coalesce(total_spent, 0) AS total_spent, last_order_at \
         FROM judged ORDER BY id",
    )
    .bind::<Int8, _>(campaign.get())
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(i64::from(lease.limit))
    .bind::<SqlUuid, _>(lease.token)
    .bind::<Int4, _>(i32::try_from(lease.seconds).unwrap_or(i32::MAX));
    let rows: Vec<ClaimedRow> = keys.bind(sql).load(connection)?;
    let mut claim = Claim::default();
    for row in rows {
        if row.reason.is_some() {
            claim.skipped += 1;
        } else {
            claim.messages.push(message(row, currency)?);
        }
    }
    Ok(claim)
}

fn message(row: ClaimedRow, currency: Currency) -> Result<ClaimedMessage, PgError> {
    let spent = Money::new(row.total_spent).map_err(|error| PgError::inconsistent("total_spent", error))?;
    let name = format!("{} {}", row.first_name, row.last_name).trim().to_owned();
    let mut variables = Map::new();
    let members = [
        ("id", json!(row.customer_id)),
        ("email", json!(row.email)),
        ("first_name", json!(row.first_name)),
        ("last_name", json!(row.last_name)),
        ("phone", json!(row.phone)),
        ("locale", json!(row.locale)),
        ("attributes", row.attributes),
        ("billing", row.billing),
        ("orders_count", json!(row.orders_count)),
        ("total_spent", json!(spent.format(currency))),
        ("last_order_date", json!(row.last_order_at.map(|at| at.format("%Y-%m-%d").to_string()))),
    ];
    for (member, value) in members {
        variables.insert(member.to_owned(), value);
    }
    Ok(ClaimedMessage {
        id: MessageId::new(row.id).ok_or_else(|| PgError::inconsistent("message id", row.id))?,
        customer: CustomerId::new(row.customer_id)
            .ok_or_else(|| PgError::inconsistent("customer id", row.customer_id))?,
        email: row.email.parse().map_err(|error| PgError::inconsistent("e-mail address", error))?,
        name,
        attempts: u32::try_from(row.attempt).unwrap_or_default(),
        variables,
    })
}

/// Marks messages as sending; see the port.
pub(super) fn mark_sending(
    connection: &mut PgConnection,
    campaign: CampaignId,
    token: Uuid,
    messages: &[i64],
    lease_seconds: u32,
) -> Result<Vec<MessageId>, PgError> {
    let rows: Vec<IdRow> = statement(
        "UPDATE campaign_messages m SET status = 'sending', attempt = m.attempt + 1, \
                lease_until = clock_timestamp() + make_interval(secs => $?) \
         FROM campaigns c \
         WHERE m.campaign_id = $? AND m.id = ANY($?) AND m.lease_token = $? AND m.status = 'queued' \
           AND m.lease_until > clock_timestamp() AND c.id = m.campaign_id AND c.status = 'sending' \
         RETURNING m.id",
    )
    .bind::<Int4, _>(i32::try_from(lease_seconds).unwrap_or(i32::MAX))
    .bind::<Int8, _>(campaign.get())
    .bind::<Array<Int8>, _>(messages.to_vec())
    .bind::<SqlUuid, _>(token)
    .load(connection)?;
    rows.into_iter()
        .map(|row| MessageId::new(row.id).ok_or_else(|| PgError::inconsistent("message id", row.id)))
        .collect()
}
