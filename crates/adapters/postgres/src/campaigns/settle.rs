//! Writing what came of messages, and seeing to those whose worker is gone.

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Text, Timestamptz, Uuid as SqlUuid},
};
use growffinity_campaigns::ledger::{Outcome, Settled};
use growffinity_kernel::{CampaignId, CustomerId, DomainEvent, EventType, ObjectType};
use serde_json::json;
use uuid::Uuid;

use crate::{
    AddressKeys,
    error::PgError,
    outbox,
    segmentation::dirty::{self, Matters},
    statement::statement,
    suppressions::suppress,
};

#[derive(QueryableByName)]
struct Bounced {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Int8)]
    customer_id: i64,
}

/// Writes outcomes; see the port.
pub(super) fn settle(
    connection: &mut PgConnection,
    campaign: CampaignId,
    token: Uuid,
    outcomes: &[Settled],
    keys: &AddressKeys,
    now: DateTime<Utc>,
) -> Result<(), PgError> {
    if outcomes.is_empty() {
        return Ok(());
    }
    let bounced: Vec<Bounced> = statement(
        "WITH told AS (SELECT * FROM unnest($?, $?, $?, $?) AS t (id, status, detail, due_at)), \
         held AS MATERIALIZED ( \
             SELECT m.campaign_id, m.id, m.customer_id, m.status AS was, t.status, t.detail, t.due_at \
             FROM campaign_messages m JOIN told t ON t.id = m.id \
             WHERE m.campaign_id = $? AND m.lease_token = $? AND m.status IN ('sending', 'uncertain') \
             ORDER BY m.id FOR UPDATE OF m), \
         settled AS ( \
             UPDATE campaign_messages m SET status = h.status, due_at = h.due_at, lease_until = NULL, \
                 lease_token = CASE WHEN h.status = 'uncertain' THEN m.lease_token END, \
                 last_error = CASE WHEN h.status = 'sent' OR m.email = '' THEN NULL ELSE nullif(h.detail, '') END, \
                 sent_at = CASE WHEN h.status = 'sent' THEN $?::timestamptz END \
             FROM held h WHERE m.campaign_id = h.campaign_id AND m.id = h.id), \
         counted AS ( \
             INSERT INTO campaign_totals \
             SELECT campaign_id, status, sum(delta) FROM ( \
                 SELECT campaign_id, status, 1 AS delta FROM held \
                 UNION ALL SELECT campaign_id, CASE was WHEN 'sending' THEN 'queued' ELSE was END, -1 FROM held) moves \
             GROUP BY campaign_id, status HAVING sum(delta) <> 0) \
         SELECT id, customer_id FROM held WHERE status = 'bounced'",
    )
    .bind::<Array<Int8>, _>(outcomes.iter().map(|settled| settled.message.get()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(outcomes.iter().map(|settled| status(settled.outcome)).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(outcomes.iter().map(|settled| settled.detail.replace('\0', "")).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(outcomes.iter().map(|settled| due_at(settled.outcome, now)).collect::<Vec<_>>())
    .bind::<Int8, _>(campaign.get())
    .bind::<SqlUuid, _>(token)
    .bind::<Timestamptz, _>(now)
    .load(connection)?;
    // Who was sent a message is told by no event of its own.
    let sent: Vec<i64> = outcomes
        .iter()
        .filter(|settled| settled.outcome == Outcome::Sent)
        .map(|settled| settled.message.get())
        .collect();
    if !sent.is_empty() {
        dirty::mark_those(connection, Matters::ToCampaignNodes, |sql| {
            sql.push(
                "SELECT customer_id FROM campaign_messages WHERE campaign_id = $? AND id = ANY($?) AND status = 'sent'",
            )
            .bind::<Int8, _>(campaign.get())
            .bind::<Array<Int8>, _>(sent)
        })?;
    }
    note_bounces(connection, campaign, &bounced, keys, now)
}

const fn status(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Sent => "sent",
        Outcome::Bounced => "bounced",
        Outcome::Failed => "failed",
        Outcome::Retry { .. } => "queued",
        Outcome::Uncertain => "uncertain",
    }
}

const fn due_at(outcome: Outcome, now: DateTime<Utc>) -> DateTime<Utc> {
    match outcome {
        Outcome::Retry { at } => at,
        Outcome::Sent | Outcome::Bounced | Outcome::Failed | Outcome::Uncertain => now,
    }
}

/// An address that mail came back from for good is not mailed again.
fn note_bounces(
    connection: &mut PgConnection,
    campaign: CampaignId,
    bounced: &[Bounced],
    keys: &AddressKeys,
    now: DateTime<Utc>,
) -> Result<(), PgError> {
    if bounced.is_empty() {
        return Ok(());
    }
    let customers: Vec<i64> = bounced.iter().map(|message| message.customer_id).collect();
    suppress(connection, keys, &customers, "bounced", &format!("campaign:{campaign}"), now)?;
    let changed: Vec<Bounced> = statement(
        "UPDATE customers SET consent_status = 'bounced', consent_source = 'campaign', consent_at = n.now, \
                consent_proof = '{}', consent_by = n.by, version = version + 1, modified_at = n.now \
         FROM (SELECT $?::timestamptz AS now, $? AS by) n \
         WHERE id IN (SELECT id FROM customers WHERE id = ANY($?) ORDER BY id FOR NO KEY UPDATE) \
           AND consent_status IN ('subscribed', 'pending') \
         RETURNING id, id AS customer_id",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Text, _>(format!("campaign:{campaign}"))
    .bind::<Array<Int8>, _>(customers)
    .load(connection)?;
    let mut events: Vec<DomainEvent> = bounced
        .iter()
        .map(|message| {
            DomainEvent::new(EventType::CampaignBounced, ObjectType::Recipient, message.id, now)
                .of_customer(CustomerId::new(message.customer_id))
                .with("campaign_id", campaign.get())
        })
        .collect();
    events.extend(changed.iter().map(|customer| {
        DomainEvent::new(EventType::CustomerUpdated, ObjectType::Customer, customer.id, now)
            .of_customer(CustomerId::new(customer.id))
            .with("changed", vec!["consent"])
            .with("consent", json!({"to": "bounced", "source": "campaign"}))
    }));
    outbox::append(connection, &events)
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = Int8)]
    reaped: i64,
}

/// Sees to messages whose lease expired while a server may have been taking them; see the port.
pub(super) fn reap(connection: &mut PgConnection, now: DateTime<Utc>) -> Result<u64, PgError> {
    let count: Count = statement(
        "WITH lost AS MATERIALIZED ( \
             SELECT m.campaign_id, m.id, \
                    CASE c.on_uncertain WHEN 'resend' THEN 'queued' ELSE 'uncertain' END AS status \
             FROM campaign_messages m JOIN campaigns c ON c.id = m.campaign_id \
             WHERE m.status = 'sending' AND m.lease_until < clock_timestamp() \
             ORDER BY m.campaign_id, m.id LIMIT 10000 FOR UPDATE OF m SKIP LOCKED), \
         settled AS ( \
             UPDATE campaign_messages m SET status = l.status, due_at = $?, lease_until = NULL, \
                 lease_token = CASE WHEN l.status = 'uncertain' THEN m.lease_token END, \
                 last_error = 'the worker that was sending it is gone' \
             FROM lost l WHERE m.campaign_id = l.campaign_id AND m.id = l.id), \
         counted AS ( \
             INSERT INTO campaign_totals \
             SELECT campaign_id, t.status, t.sign * count(*) FROM lost, (VALUES ('uncertain', 1), ('queued', -1)) t (status, sign) \
             WHERE lost.status = 'uncertain' GROUP BY campaign_id, t.status, t.sign) \
         SELECT count(*) AS reaped FROM lost",
    )
    .bind::<Timestamptz, _>(now)
    .get_result(connection)?;
    crate::number::count(count.reaped)
}

/// Finishes campaigns with nothing left to send; see the port.
pub(super) fn finish(connection: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<CampaignId>, PgError> {
    let finished: Vec<Bounced> = statement(
        "UPDATE campaigns SET status = 'sent', finished_at = n.now, due_at = NULL, version = version + 1 \
         FROM (SELECT $?::timestamptz AS now) n \
         WHERE id IN (SELECT c.id FROM campaigns c WHERE c.status = 'sending' AND c.frozen_at IS NOT NULL \
             AND NOT EXISTS (SELECT FROM campaign_messages m WHERE m.campaign_id = c.id AND m.status = 'queued') \
             AND NOT EXISTS (SELECT FROM campaign_messages m WHERE m.campaign_id = c.id AND m.status = 'sending') \
             FOR UPDATE OF c SKIP LOCKED) \
         RETURNING id, id AS customer_id",
    )
    .bind::<Timestamptz, _>(now)
    .load(connection)?;
    let events: Vec<DomainEvent> = finished
        .iter()
        .map(|campaign| DomainEvent::new(EventType::CampaignSent, ObjectType::Campaign, campaign.id, now))
        .collect();
    outbox::append(connection, &events)?;
    Ok(finished.into_iter().filter_map(|campaign| CampaignId::new(campaign.id)).collect())
}
