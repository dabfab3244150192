//! What came of campaigns' messages, from the totals kept as deltas.

use std::collections::HashMap;

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Text},
};
use growffinity_campaigns::{CampaignStats, Engagement, LinkStats};

use crate::{error::PgError, number::count, statement::statement};

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
         WHERE campaign_id = ANY($?) AND status NOT LIKE 'link:%' GROUP BY campaign_id, status",
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
            "open" => add(&mut kept.opens, reason, total),
            "click" => add(&mut kept.clicks, reason, total),
            "unsubscribed" => kept.unsubscribed += total,
            other => return Err(PgError::inconsistent("message status", other)),
        }
    }
    Ok(ids.iter().map(|id| found.remove(id).unwrap_or_default()).collect())
}

fn add(kept: &mut Engagement, what: &str, total: u64) {
    match what {
        "unique" => kept.unique += total,
        "total" => kept.total += total,
        _ => kept.machine += total,
    }
}

#[derive(QueryableByName)]
struct LinkRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    url: String,
    #[diesel(sql_type = Int8)]
    hits_unique: i64,
    #[diesel(sql_type = Int8)]
    hits_total: i64,
    #[diesel(sql_type = Int8)]
    hits_machine: i64,
}

/// The links that were followed; see the port.
pub(super) fn links(connection: &mut PgConnection, campaign: i64, limit: u32) -> Result<Vec<LinkStats>, PgError> {
    let rows: Vec<LinkRow> = statement(
        "WITH totals AS (SELECT status, sum(delta)::bigint AS hits FROM campaign_totals \
            WHERE campaign_id = $? AND status LIKE 'link:%' GROUP BY status) \
         SELECT l.id, l.url, coalesce(u.hits, 0) AS hits_unique, coalesce(t.hits, 0) AS hits_total, \
            coalesce(m.hits, 0) AS hits_machine \
         FROM campaign_links l LEFT JOIN totals u ON u.status = 'link:' || l.id || ':unique' \
         LEFT JOIN totals t ON t.status = 'link:' || l.id || ':total' \
         LEFT JOIN totals m ON m.status = 'link:' || l.id || ':machine' \
         WHERE l.campaign_id = $? ORDER BY 3 DESC, 4 DESC, l.id LIMIT $?",
    )
    .bind::<Int8, _>(campaign)
    .bind::<Int8, _>(campaign)
    .bind::<Int8, _>(i64::from(limit))
    .load(connection)?;
    rows.into_iter()
        .map(|row| {
            let clicks = Engagement {
                unique: count(row.hits_unique)?,
                total: count(row.hits_total)?,
                machine: count(row.hits_machine)?,
            };
            Ok(LinkStats { id: row.id, url: row.url, clicks })
        })
        .collect()
}
