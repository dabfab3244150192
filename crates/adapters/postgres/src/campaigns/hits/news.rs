//! What judged hits add to the figures, and which are the first of their kind, of which events tell.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Nullable, Text},
};
use growffinity_campaigns::tracking::Class;
use growffinity_kernel::{CustomerId, DomainEvent, EventType, ObjectType};

use super::judge::HitRow;
use crate::{error::PgError, statement::statement};

/// What the judged hits add.
pub(super) struct News {
    /// What is added to the totals of each campaign.
    pub(super) totals: BTreeMap<(i64, String), i64>,
    /// The first opening of each recipient, and the first following of each link.
    firsts: Vec<HitRow>,
}

impl News {
    pub(super) fn of(connection: &mut PgConnection, judged: &[(HitRow, Class)]) -> Result<Self, PgError> {
        let mut known = known(connection, judged)?;
        let mut news = Self { totals: BTreeMap::new(), firsts: Vec::new() };
        for (hit, class) in judged {
            let link = hit.link_id.map(|id| format!("link:{id}"));
            if matches!(class, Class::Machine(_)) {
                news.add(hit, &[Some(hit.kind.clone()), link], "machine");
                continue;
            }
            news.add(hit, &[Some(hit.kind.clone()), link.clone()], "total");
            let is_first = known.insert((hit.campaign_id, hit.message_id, hit.kind.clone(), None));
            if is_first {
                news.add(hit, &[Some(hit.kind.clone())], "unique");
            }
            let of_link = (hit.campaign_id, hit.message_id, hit.kind.clone(), hit.link_id);
            let is_first_of_link = hit.link_id.is_some() && known.insert(of_link);
            if is_first_of_link {
                news.add(hit, &[link], "unique");
            }
            if (hit.kind == "open" && is_first) || is_first_of_link {
                news.firsts.push(hit.clone());
            }
        }
        Ok(news)
    }

    fn add(&mut self, hit: &HitRow, of: &[Option<String>], what: &str) {
        for name in of.iter().flatten() {
            *self.totals.entry((hit.campaign_id, format!("{name}:{what}"))).or_default() += 1;
        }
    }

    pub(super) fn events(&self, now: DateTime<Utc>) -> Vec<DomainEvent> {
        let event = |hit: &HitRow| {
            let kind = if hit.kind == "open" { EventType::CampaignOpened } else { EventType::CampaignClicked };
            let event = DomainEvent::new(kind, ObjectType::Recipient, hit.message_id, now)
                .of_customer(CustomerId::new(hit.customer_id))
                .with("campaign_id", hit.campaign_id);
            match &hit.link {
                Some(link) => event.with("link", link.as_str()),
                None => event,
            }
        };
        self.firsts.iter().map(event).collect()
    }
}

/// Campaign, message, what was fetched, and which link.
type Done = (i64, i64, String, Option<i64>);

#[derive(QueryableByName)]
struct DoneRow {
    #[diesel(sql_type = Int8)]
    campaign_id: i64,
    #[diesel(sql_type = Int8)]
    message_id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<Int8>)]
    link_id: Option<i64>,
}

/// What people are known to have done with these messages.
fn known(connection: &mut PgConnection, judged: &[(HitRow, Class)]) -> Result<HashSet<Done>, PgError> {
    let messages: HashSet<(i64, i64)> = judged.iter().map(|(hit, _)| (hit.campaign_id, hit.message_id)).collect();
    let (campaigns, messages): (Vec<i64>, Vec<i64>) = messages.into_iter().unzip();
    let rows: Vec<DoneRow> = statement(
        "SELECT DISTINCT h.campaign_id, h.message_id, h.kind, h.link_id \
         FROM unnest($?, $?) m (campaign_id, message_id) JOIN tracking_hits h \
            ON h.campaign_id = m.campaign_id AND h.message_id = m.message_id AND h.kind IN ('open', 'click') \
         WHERE h.class = 'human'",
    )
    .bind::<Array<Int8>, _>(campaigns)
    .bind::<Array<Int8>, _>(messages)
    .load(connection)?;
    let whole = rows.iter().map(|row| (row.campaign_id, row.message_id, row.kind.clone(), None));
    let of_links = rows.iter().map(|row| (row.campaign_id, row.message_id, row.kind.clone(), row.link_id));
    Ok(whole.chain(of_links).collect())
}
