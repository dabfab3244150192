//! Freezing an audience: one statement writes a row for each recipient.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Timestamptz},
};
use growffinity_campaigns::ledger::Frozen;
use growffinity_kernel::CampaignId;

use crate::{error::PgError, statement::statement};

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Array<Int8>)]
    include: Vec<i64>,
    #[diesel(sql_type = Array<Int8>)]
    exclude: Vec<i64>,
}

/// Starts one campaign that is due; see the port. The campaign's row stays locked until the end, so that no other
/// worker starts it too.
pub(super) fn next(connection: &mut PgConnection, now: DateTime<Utc>) -> Result<Option<Frozen>, PgError> {
    let due: Option<Due> = statement(
        "SELECT id, include, exclude FROM campaigns \
         WHERE due_at <= $? AND frozen_at IS NULL AND status IN ('scheduled', 'sending') \
         ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED",
    )
    .bind::<Timestamptz, _>(now)
    .get_result(connection)
    .optional()?;
    let Some(due) = due else { return Ok(None) };
    let queued = statement(
        // The address comes with the claim: none is left behind of a customer who is erased in the meantime.
        "INSERT INTO campaign_messages (campaign_id, customer_id, email, due_at) \
         SELECT k.campaign, c.id, '', k.now \
         FROM (SELECT $?::bigint AS campaign, $?::timestamptz AS now, $?::bigint[] AS include, \
                      $?::bigint[] AS exclude) k \
         JOIN customers c ON c.id IN (SELECT customer_id FROM segment_members WHERE segment_id = ANY(k.include)) \
         WHERE c.consent_status = 'subscribed' AND c.status = 'active' \
           AND NOT EXISTS (SELECT FROM segment_members x WHERE x.customer_id = c.id AND x.segment_id = ANY(k.exclude)) \
         ORDER BY c.id",
    )
    .bind::<Int8, _>(due.id)
    .bind::<Timestamptz, _>(now)
    .bind::<Array<Int8>, _>(due.include)
    .bind::<Array<Int8>, _>(due.exclude)
    .execute(connection)?;
    statement("INSERT INTO campaign_totals SELECT $?, 'queued', $?")
        .bind::<Int8, _>(due.id)
        .bind::<Int8, _>(i64::try_from(queued).unwrap_or(i64::MAX))
        .execute(connection)?;
    statement(
        "UPDATE campaigns SET status = 'sending', frozen_at = n.now, started_at = coalesce(started_at, n.now), \
                version = version + (status = 'scheduled')::int \
         FROM (SELECT $?::timestamptz AS now) n WHERE id = $?",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(due.id)
    .execute(connection)?;
    let campaign = CampaignId::new(due.id).ok_or_else(|| PgError::inconsistent("campaign id", due.id))?;
    Ok(Some(Frozen { campaign, recipients: u64::try_from(queued).unwrap_or(u64::MAX) }))
}
