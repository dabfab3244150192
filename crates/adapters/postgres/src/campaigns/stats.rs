//! What came of campaigns' messages, from the totals kept as deltas.

use std::collections::HashMap;

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Text},
};
use growffinity_campaigns::CampaignStats;

use crate::{error::PgError, statement::statement};

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = Int8)]
    campaign_id: i64,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Int8)]
    messages: i64,
}

/// The stats of each campaign, in the order of `ids`. A reason stands behind a colon in the kept status
/// (`skipped:unsubscribed`).
pub(super) fn load(connection: &mut PgConnection, ids: &[i64]) -> Result<Vec<CampaignStats>, PgError> {
    let rows: Vec<Total> = statement(
        "SELECT campaign_id, status, sum(delta)::bigint AS messages FROM campaign_totals \
         WHERE campaign_id = ANY($?) GROUP BY campaign_id, status",
    )
    .bind::<Array<Int8>, _>(ids.to_vec())
    .load(connection)?;
    let mut found: HashMap<i64, CampaignStats> = HashMap::new();
    for row in rows {
        let total = u64::try_from(row.messages).map_err(|error| PgError::inconsistent("campaign total", error))?;
        let kept = found.entry(row.campaign_id).or_default();
        let (status, reason) = row.status.split_once(':').unwrap_or((&row.status, ""));
        match status {
            "queued" => kept.queued += total,
            "sent" => kept.sent += total,
            "failed" => kept.failed += total,
            "bounced" => kept.bounced += total,
            "uncertain" => kept.uncertain += total,
            "skipped" => {
                kept.skipped += total;
                if total > 0 {
                    kept.skipped_reasons.insert(reason.to_owned(), total);
                }
            }
            other => return Err(PgError::inconsistent("message status", other)),
        }
    }
    Ok(ids.iter().map(|id| found.remove(id).unwrap_or_default()).collect())
}
