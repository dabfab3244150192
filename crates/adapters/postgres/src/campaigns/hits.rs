//! [`HitStore`] on PostgreSQL: raw hits written in batches, judged once all that belongs to them is there.

use std::collections::{BTreeMap, HashMap, HashSet};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Bool, Int4, Int8, Nullable, Text, Timestamptz},
};
use growffinity_campaigns::tracking::{Class, Hit, HitKind, HitStore, Recipient, SETTLING, SWEEP, Seen, classify};
use growffinity_kernel::{CustomerId, DomainEvent, EventType, ObjectType, StoreError};

use crate::{
    Database,
    error::PgError,
    number::count,
    outbox,
    segmentation::dirty::{Matters, mark_those},
    statement::{IdRow, statement},
};

/// Hits in `database`.
#[derive(Debug, Clone)]
pub struct PgHits(Database);

impl PgHits {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl HitStore for PgHits {
    async fn append(&self, hits: &[Hit]) -> Result<(), StoreError> {
        let hits = hits.to_vec();
        self.0.run("append_hits", move |connection| append(connection, &hits)).await
    }

    async fn judge(&self, now: DateTime<Utc>, limit: u32) -> Result<u64, StoreError> {
        self.0
            .run("judge_hits", move |connection| connection.transaction(|connection| judge(connection, now, limit)))
            .await
    }

    async fn unsubscribed(&self, recipient: &Recipient, now: DateTime<Utc>) -> Result<(), StoreError> {
        let recipient = *recipient;
        self.0
            .run("note_unsubscribed", move |connection| {
                connection.transaction(|connection| unsubscribed(connection, recipient, now))
            })
            .await
    }
}

fn append(connection: &mut PgConnection, hits: &[Hit]) -> Result<(), PgError> {
    let (mut kinds, mut links, mut many) = (Vec::new(), Vec::new(), Vec::new());
    for hit in hits {
        let (kind, link, of) = match &hit.kind {
            HitKind::Open => ("open", None, 0),
            HitKind::Click { link, links } => ("click", Some(link.as_str()), i32::try_from(*links).unwrap_or(i32::MAX)),
        };
        kinds.push(kind);
        links.push(link);
        many.push(of);
    }
    let ids = |id: fn(&Recipient) -> i64| hits.iter().map(|hit| id(&hit.recipient)).collect::<Vec<_>>();
    statement(
        "INSERT INTO tracking_hits (campaign_id, message_id, customer_id, kind, link, links, is_head, address, agent, hit_at) \
         SELECT campaign, message, customer, kind, link, links, is_head, address, agent, hit_at \
         FROM unnest($?, $?, $?, $?, $?, $?, $?, $?, $?, $?) \
            AS h (campaign, message, customer, kind, link, links, is_head, address, agent, hit_at)",
    )
    .bind::<Array<Int8>, _>(ids(|recipient| recipient.campaign.get()))
    .bind::<Array<Int8>, _>(ids(|recipient| recipient.message.get()))
    .bind::<Array<Int8>, _>(ids(|recipient| recipient.customer.get()))
    .bind::<Array<Text>, _>(kinds)
    .bind::<Array<Nullable<Text>>, _>(links.into_iter().map(|link| link.map(storable)).collect::<Vec<_>>())
    .bind::<Array<Int4>, _>(many)
    .bind::<Array<Bool>, _>(hits.iter().map(|hit| hit.is_head).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(
        hits.iter().map(|hit| hit.address.map(|address| address.to_string())).collect::<Vec<_>>(),
    )
    .bind::<Array<Text>, _>(hits.iter().map(|hit| storable(&hit.agent)).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(hits.iter().map(|hit| hit.at).collect::<Vec<_>>())
    .execute(connection)?;
    Ok(())
}

/// Text that PostgreSQL takes.
fn storable(text: &str) -> String {
    text.replace('\0', "")
}

#[derive(QueryableByName, Clone)]
struct HitRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Int8)]
    campaign_id: i64,
    #[diesel(sql_type = Int8)]
    message_id: i64,
    #[diesel(sql_type = Int8)]
    customer_id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    link: Option<String>,
    #[diesel(sql_type = Int4)]
    links: i32,
    #[diesel(sql_type = Bool)]
    is_head: bool,
    #[diesel(sql_type = Text)]
    agent: String,
    #[diesel(sql_type = Timestamptz)]
    hit_at: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    due: bool,
    #[diesel(sql_type = Nullable<Text>)]
    class: Option<String>,
    #[diesel(sql_type = Nullable<Int8>)]
    link_id: Option<i64>,
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

fn judge(connection: &mut PgConnection, now: DateTime<Utc>, limit: u32) -> Result<u64, PgError> {
    // One at a time: what is the first of its kind is told by what was judged before.
    let lock: Locked = statement("SELECT pg_try_advisory_xact_lock(hashtextextended('judging hits', 0)) AS locked")
        .get_result(connection)?;
    if !lock.locked {
        return Ok(0);
    }
    let sweep = f64::from(i32::try_from(SWEEP.num_seconds()).unwrap_or(i32::MAX));
    let around: Vec<HitRow> = statement(DUE)
        .bind::<Timestamptz, _>(now - SETTLING)
        .bind::<Int8, _>(i64::from(limit))
        .bind::<diesel::sql_types::Double, _>(sweep)
        .bind::<diesel::sql_types::Double, _>(sweep)
        .load(connection)?;
    let judged = classes(&around);
    if judged.is_empty() {
        return Ok(0);
    }
    let judged = with_links(connection, judged)?;
    let news = News::of(connection, &judged)?;
    write(connection, &judged)?;
    write_totals(connection, &news.totals)?;
    write_facts(connection, &judged)?;
    outbox::append(connection, &news.events(now))?;
    count(judged.len())
}

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = Bool)]
    locked: bool,
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

/// What the judged hits add.
struct News {
    /// What is added to the totals of each campaign.
    totals: BTreeMap<(i64, String), i64>,
    /// The first opening of each recipient, and the first following of each link.
    firsts: Vec<HitRow>,
}

impl News {
    fn of(connection: &mut PgConnection, judged: &[(HitRow, Class)]) -> Result<Self, PgError> {
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

    fn events(&self, now: DateTime<Utc>) -> Vec<DomainEvent> {
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

fn write(connection: &mut PgConnection, judged: &[(HitRow, Class)]) -> Result<(), PgError> {
    let class = |class: &Class| match class {
        Class::Human => ("human", None),
        Class::Machine(sign) => ("machine", Some(sign.as_str())),
    };
    statement(
        "UPDATE tracking_hits h SET class = j.class, sign = j.sign, link_id = j.link_id, customer_id = j.customer_id \
         FROM unnest($?, $?, $?, $?, $?) j (id, class, sign, link_id, customer_id) WHERE h.id = j.id",
    )
    .bind::<Array<Int8>, _>(judged.iter().map(|(hit, _)| hit.id).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(judged.iter().map(|(_, it)| class(it).0).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(judged.iter().map(|(_, it)| class(it).1).collect::<Vec<_>>())
    .bind::<Array<Nullable<Int8>>, _>(judged.iter().map(|(hit, _)| hit.link_id).collect::<Vec<_>>())
    .bind::<Array<Int8>, _>(judged.iter().map(|(hit, _)| hit.customer_id).collect::<Vec<_>>())
    .execute(connection)?;
    Ok(())
}

fn write_totals(connection: &mut PgConnection, totals: &BTreeMap<(i64, String), i64>) -> Result<(), PgError> {
    statement("INSERT INTO campaign_totals (campaign_id, status, delta) SELECT * FROM unnest($?, $?, $?)")
        .bind::<Array<Int8>, _>(totals.keys().map(|(campaign, _)| *campaign).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(totals.keys().map(|(_, status)| status.clone()).collect::<Vec<_>>())
        .bind::<Array<Int8>, _>(totals.values().copied().collect::<Vec<_>>())
        .execute(connection)?;
    Ok(())
}

/// What people did, as facts of customers who are there.
fn write_facts(connection: &mut PgConnection, judged: &[(HitRow, Class)]) -> Result<(), PgError> {
    let human: Vec<&HitRow> = judged.iter().filter(|(_, class)| *class == Class::Human).map(|(hit, _)| hit).collect();
    let facts = human.iter().map(|hit| Fact {
        campaign: hit.campaign_id,
        customer: hit.customer_id,
        action: if hit.kind == "open" { "opened" } else { "clicked" },
        link: hit.link.clone(),
        at: hit.hit_at,
    });
    add_facts(connection, &facts.collect::<Vec<_>>())?;
    // Events tell of what came first alone; a rule may ask how often.
    let customers: HashSet<i64> = human.iter().map(|hit| hit.customer_id).collect();
    mark_those(connection, Matters::ToCampaignNodes, |sql| {
        sql.push("SELECT unnest($?)").bind::<Array<Int8>, _>(customers.into_iter().collect::<Vec<_>>())
    })
}

struct Fact {
    campaign: i64,
    customer: i64,
    action: &'static str,
    link: Option<String>,
    at: DateTime<Utc>,
}

fn add_facts(connection: &mut PgConnection, facts: &[Fact]) -> Result<(), PgError> {
    if facts.is_empty() {
        return Ok(());
    }
    let customers: Vec<i64> = facts.iter().map(|fact| fact.customer).collect();
    let held: Vec<IdRow> = statement("SELECT id FROM customers WHERE id = ANY($?) ORDER BY id FOR KEY SHARE")
        .bind::<Array<Int8>, _>(customers)
        .load(connection)?;
    let held: HashSet<i64> = held.into_iter().map(|row| row.id).collect();
    let facts: Vec<&Fact> = facts.iter().filter(|fact| held.contains(&fact.customer)).collect();
    statement(
        "INSERT INTO campaign_engagements (campaign_id, customer_id, action, link, occurred_at) \
         SELECT * FROM unnest($?, $?, $?, $?, $?)",
    )
    .bind::<Array<Int8>, _>(facts.iter().map(|fact| fact.campaign).collect::<Vec<_>>())
    .bind::<Array<Int8>, _>(facts.iter().map(|fact| fact.customer).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(facts.iter().map(|fact| fact.action).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(facts.iter().map(|fact| fact.link.clone()).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(facts.iter().map(|fact| fact.at).collect::<Vec<_>>())
    .execute(connection)?;
    Ok(())
}

fn unsubscribed(connection: &mut PgConnection, recipient: Recipient, now: DateTime<Utc>) -> Result<(), PgError> {
    let Recipient { campaign, message, customer } = recipient;
    // Two at once, a mail program's and a page's, are one.
    statement("SELECT pg_advisory_xact_lock(hashtextextended('unsubscribing ' || $?::bigint, 0))")
        .bind::<Int8, _>(message.get())
        .execute(connection)?;
    let noted = statement(
        "INSERT INTO tracking_hits (campaign_id, message_id, customer_id, kind, hit_at, class) \
         SELECT n.campaign, n.message, n.customer, 'unsubscribe', $?, 'human' \
         FROM (SELECT $?::bigint AS campaign, $?::bigint AS message, $?::bigint AS customer) n \
         WHERE NOT EXISTS (SELECT FROM tracking_hits h WHERE h.campaign_id = n.campaign AND h.message_id = n.message \
            AND h.kind = 'unsubscribe')",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(campaign.get())
    .bind::<Int8, _>(message.get())
    .bind::<Int8, _>(customer.get())
    .execute(connection)?;
    if noted == 0 {
        return Ok(());
    }
    write_totals(connection, &BTreeMap::from([((campaign.get(), "unsubscribed".to_owned()), 1)]))?;
    let fact = Fact { campaign: campaign.get(), customer: customer.get(), action: "unsubscribed", link: None, at: now };
    add_facts(connection, &[fact])
}
