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
    total: i64,
}

/// The stats of each campaign, in the order of `ids`. A reason stands behind a colon in the kept status
/// (`skipped:unsubscribed`).
pub(super) fn load(connection: &mut PgConnection, ids: &[i64]) -> Result<Vec<CampaignStats>, PgError> {
    let rows: Vec<Total> = statement(
        "SELECT campaign_id, status, sum(delta)::bigint AS total FROM campaign_totals \
         WHERE campaign_id = ANY($?) GROUP BY campaign_id, status",
    )
    .bind::<Array<Int8>, _>(ids.to_vec())
    .load(connection)?;
    let mut found: HashMap<i64, CampaignStats> = HashMap::new();
    for row in rows {
        let total = u64::try_from(row.total).map_err(|error| PgError::inconsistent("campaign total", error))?;
        let stats = found.entry(row.campaign_id).or_default();
        let (status, reason) = row.status.split_once(':').unwrap_or((&row.status, ""));
        match status {
            "queued" => stats.queued += total,
            "sent" => stats.sent += total,
            "failed" => stats.failed += total,
            "bounced" => stats.bounced += total,
            "uncertain" => stats.uncertain += total,
            "skipped" => {
                stats.skipped += total;
                if total > 0 {
                    stats.skipped_reasons.insert(reason.to_owned(), total);
                }
            }
            other => return Err(PgError::inconsistent("message status", other)),
        }
    }
    Ok(ids.iter().map(|id| found.remove(id).unwrap_or_default()).collect())
}
