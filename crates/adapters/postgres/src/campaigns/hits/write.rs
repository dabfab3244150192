//! What was found out of hits: classes, totals, facts of customers, and who wants no more.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int8, Nullable, Text, Timestamptz},
};
use growffinity_campaigns::tracking::{Class, Recipient};

use super::judge::HitRow;
use crate::{
    error::PgError,
    segmentation::dirty::{Matters, mark_those},
    statement::{IdRow, statement},
};

/// What the hits were judged to be.
pub(super) fn classes(connection: &mut PgConnection, judged: &[(HitRow, Class)]) -> Result<(), PgError> {
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

/// Adds to the totals of campaigns, each by its name.
pub(super) fn totals(connection: &mut PgConnection, totals: &BTreeMap<(i64, String), i64>) -> Result<(), PgError> {
    statement("INSERT INTO campaign_totals (campaign_id, status, delta) SELECT * FROM unnest($?, $?, $?)")
        .bind::<Array<Int8>, _>(totals.keys().map(|(campaign, _)| *campaign).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(totals.keys().map(|(_, status)| status.clone()).collect::<Vec<_>>())
        .bind::<Array<Int8>, _>(totals.values().copied().collect::<Vec<_>>())
        .execute(connection)?;
    Ok(())
}

/// What people did, as facts of customers who are there.
pub(super) fn facts(connection: &mut PgConnection, judged: &[(HitRow, Class)]) -> Result<(), PgError> {
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

/// Notes that a recipient wants no more mail, once.
pub(super) fn unsubscribed(
    connection: &mut PgConnection,
    recipient: Recipient,
    now: DateTime<Utc>,
) -> Result<(), PgError> {
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
    totals(connection, &BTreeMap::from([((campaign.get(), "unsubscribed".to_owned()), 1)]))?;
    let fact = Fact { campaign: campaign.get(), customer: customer.get(), action: "unsubscribed", link: None, at: now };
    add_facts(connection, &[fact])
}
