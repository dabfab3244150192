//! [`HitStore`] on PostgreSQL: raw hits written in batches, judged once all that belongs to them is there.

mod judge;
mod news;
mod write;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, PgConnection, RunQueryDsl,
    sql_types::{Array, Bool, Int4, Int8, Nullable, Text, Timestamptz},
};
use growffinity_campaigns::tracking::{Hit, HitKind, HitStore, Recipient};
use growffinity_kernel::StoreError;

use crate::{Database, error::PgError, statement::statement};

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
            .run("judge_hits", move |connection| {
                connection.transaction(|connection| judge::judge(connection, now, limit))
            })
            .await
    }

    async fn unsubscribed(&self, recipient: &Recipient, now: DateTime<Utc>) -> Result<(), StoreError> {
        let recipient = *recipient;
        self.0
            .run("note_unsubscribed", move |connection| {
                connection.transaction(|connection| write::unsubscribed(connection, recipient, now))
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
