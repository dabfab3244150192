//! Judging hits: those that are due, with those around them, told apart as people's and machines'.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Bool, Double, Int4, Int8, Nullable, Text, Timestamptz},
};
use growffinity_campaigns::tracking::{Class, HitKind, SETTLING, SWEEP, Seen, classify};

use super::{news::News, write};
use crate::{error::PgError, number::count, outbox, statement::statement, transaction::take};

#[derive(QueryableByName, Clone)]
pub(super) struct HitRow {
    #[diesel(sql_type = Int8)]
    pub(super) id: i64,
    #[diesel(sql_type = Int8)]
    pub(super) campaign_id: i64,
    #[diesel(sql_type = Int8)]
    pub(super) message_id: i64,
    #[diesel(sql_type = Int8)]
    pub(super) customer_id: i64,
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) link: Option<String>,
    #[diesel(sql_type = Int4)]
    pub(super) links: i32,
    #[diesel(sql_type = Bool)]
    pub(super) is_head: bool,
    #[diesel(sql_type = Text)]
    pub(super) agent: String,
    #[diesel(sql_type = Timestamptz)]
    pub(super) hit_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    pub(super) due: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) class: Option<String>,
    #[diesel(sql_type = Nullable<Int8>)]
    pub(super) link_id: Option<i64>,
}

impl HitRow {
    fn seen(&self) -> Seen {
        let kind = match &self.link {
            Some(link) if self.kind == "click" => {
                HitKind::Click { link: link.clone(), links: u32::try_from(self.links).unwrap_or_default() }
            }
            _ => HitKind::Open,
        };
        Seen { kind, at: self.hit_at, agent: self.agent.clone(), is_head: self.is_head }
    }
}

/// The next hits that are due, and those on the same messages that came around the same time.
const DUE: &str = "WITH due AS MATERIALIZED ( \
        SELECT id, campaign_id, message_id, hit_at FROM tracking_hits WHERE class IS NULL AND hit_at <= $? \
        ORDER BY hit_at, id LIMIT $?), \
    spans AS (SELECT campaign_id, message_id, min(hit_at) - make_interval(secs => $?) AS low, \
        max(hit_at) + make_interval(secs => $?) AS high FROM due GROUP BY 1, 2) \
    SELECT h.id, h.campaign_id, h.message_id, coalesce(m.customer_id, h.customer_id) AS customer_id, h.kind, h.link, \
        h.links, h.is_head, h.agent, h.hit_at, h.class, h.link_id, EXISTS (SELECT FROM due d WHERE d.id = h.id) AS due \
    FROM spans s JOIN tracking_hits h ON h.campaign_id = s.campaign_id AND h.message_id = s.message_id \
        AND h.kind IN ('open', 'click') AND h.hit_at BETWEEN s.low AND s.high \
    LEFT JOIN campaign_messages m ON m.campaign_id = h.campaign_id AND m.id = h.message_id \
    ORDER BY h.campaign_id, h.message_id, h.hit_at, h.id";

pub(super) fn judge(connection: &mut PgConnection, now: DateTime<Utc>, limit: u32) -> Result<u64, PgError> {
    // One at a time: what is the first of its kind is told by what was judged before.
    if !take(connection, "judging hits")? {
        return Ok(0);
    }
    let sweep = f64::from(i32::try_from(SWEEP.num_seconds()).unwrap_or(i32::MAX));
    let around: Vec<HitRow> = statement(DUE)
        .bind::<Timestamptz, _>(now - SETTLING)
        .bind::<Int8, _>(i64::from(limit))
        .bind::<Double, _>(sweep)
        .bind::<Double, _>(sweep)
        .load(connection)?;
    let judged = classes(&around);
    if judged.is_empty() {
        return Ok(0);
    }
    let judged = with_links(connection, judged)?;
    let news = News::of(connection, &judged)?;
    write::classes(connection, &judged)?;
    write::totals(connection, &news.totals)?;
    write::facts(connection, &judged)?;
    outbox::append(connection, &news.events(now))?;
    count(judged.len())
}

/// The hits that are due with their classes.
fn classes(around: &[HitRow]) -> Vec<(HitRow, Class)> {
    let of_messages = around.chunk_by(|a, b| (a.campaign_id, a.message_id) == (b.campaign_id, b.message_id));
    of_messages
        .flat_map(|hits| {
            let seen: Vec<Seen> = hits.iter().map(HitRow::seen).collect();
            let due = hits.iter().zip(classify(&seen)).filter(|(hit, _)| hit.due && hit.class.is_none());
            due.map(|(hit, class)| (hit.clone(), class)).collect::<Vec<_>>()
        })
        .collect()
}

#[derive(QueryableByName)]
struct LinkRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Int8)]
    campaign_id: i64,
    #[diesel(sql_type = Text)]
    url: String,
}

/// Gives each followed link its id.
fn with_links(
    connection: &mut PgConnection,
    mut judged: Vec<(HitRow, Class)>,
) -> Result<Vec<(HitRow, Class)>, PgError> {
    let followed: HashSet<(i64, String)> =
        judged.iter().filter_map(|(hit, _)| Some((hit.campaign_id, hit.link.clone()?))).collect();
    let (campaigns, urls): (Vec<i64>, Vec<String>) = followed.into_iter().unzip();
    if campaigns.is_empty() {
        return Ok(judged);
    }
    let rows: Vec<LinkRow> = statement(
        "WITH followed AS (SELECT f.campaign_id, f.url, md5(f.url) AS key FROM unnest($?, $?) f (campaign_id, url)), \
         made AS (INSERT INTO campaign_links (campaign_id, url, key) \
            SELECT f.campaign_id, f.url, f.key FROM followed f JOIN campaigns c ON c.id = f.campaign_id \
            ORDER BY 1, 3 ON CONFLICT (campaign_id, key) DO NOTHING RETURNING id, campaign_id, url) \
         SELECT id, campaign_id, url FROM made UNION ALL \
         SELECT l.id, l.campaign_id, l.url FROM followed f JOIN campaign_links l \
            ON l.campaign_id = f.campaign_id AND l.key = f.key",
    )
    .bind::<Array<Int8>, _>(campaigns)
    .bind::<Array<Text>, _>(urls)
    .load(connection)?;
    let ids: HashMap<(i64, String), i64> = rows.into_iter().map(|row| ((row.campaign_id, row.url), row.id)).collect();
    for (hit, _) in &mut judged {
        hit.link_id = hit.link.as_ref().and_then(|link| ids.get(&(hit.campaign_id, link.clone())).copied());
    }
    Ok(judged)
}
