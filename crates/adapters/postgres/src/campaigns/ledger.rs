//! [`SendLedger`] on PostgreSQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, ExpressionMethods, QueryDsl, RunQueryDsl,
    sql_types::{Int8, Uuid as SqlUuid},
};
use growffinity_campaigns::{
    ledger::{Claim, Frozen, Lease, Settled},
    ports::SendLedger,
};
use growffinity_kernel::{CampaignId, Currency, MessageId, StoreError};
use uuid::Uuid;

use super::{claim, freeze, settle};
use crate::{AddressKeys, Database, schema::campaigns, statement::statement};

/// The send ledger in `database`.
#[derive(Debug, Clone)]
pub struct PgSendLedger {
    database: Database,
    currency: Currency,
    keys: AddressKeys,
}

impl PgSendLedger {
    /// The ledger in `database`; amounts that templates show are in `currency`, the site's. What is suppressed is found
    /// by `keys`.
    pub const fn new(database: Database, currency: Currency, keys: AddressKeys) -> Self {
        Self { database, currency, keys }
    }
}

#[async_trait]
impl SendLedger for PgSendLedger {
    async fn freeze_next(&self, now: DateTime<Utc>) -> Result<Option<Frozen>, StoreError> {
        self.database
            .run("freeze_audience", move |connection| {
                connection.transaction(|connection| freeze::next(connection, now))
            })
            .await
    }

    async fn sending(&self) -> Result<Vec<CampaignId>, StoreError> {
        let ids: Vec<i64> = self
            .database
            .read("sending_campaigns", |connection| {
                Ok(campaigns::table
                    .filter(campaigns::status.eq("sending"))
                    .filter(campaigns::frozen_at.is_not_null())
                    .order(campaigns::id)
                    .select(campaigns::id)
                    .load(connection)?)
            })
            .await?;
        Ok(ids.into_iter().filter_map(CampaignId::new).collect())
    }

    async fn claim(&self, campaign: CampaignId, lease: &Lease, now: DateTime<Utc>) -> Result<Claim, StoreError> {
        let (lease, currency, keys) = (lease.clone(), self.currency, self.keys.clone());
        self.database
            .run("claim_messages", move |connection| claim::claim(connection, campaign, &lease, now, currency, &keys))
            .await
    }

    async fn mark_sending(
        &self,
        campaign: CampaignId,
        token: Uuid,
        messages: &[MessageId],
        lease_seconds: u32,
    ) -> Result<Vec<MessageId>, StoreError> {
        let messages: Vec<i64> = messages.iter().map(|id| id.get()).collect();
        self.database
            .run("mark_sending", move |connection| {
                claim::mark_sending(connection, campaign, token, &messages, lease_seconds)
            })
            .await
    }

    async fn settle(
        &self,
        campaign: CampaignId,
        token: Uuid,
        outcomes: &[Settled],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (outcomes, keys) = (outcomes.to_vec(), self.keys.clone());
        self.database
            .run("settle_messages", move |connection| {
                connection.transaction(|connection| settle::settle(connection, campaign, token, &outcomes, &keys, now))
            })
            .await
    }

    async fn release(&self, campaign: CampaignId, token: Uuid) -> Result<(), StoreError> {
        self.database
            .run("release_messages", move |connection| {
                statement(
                    "UPDATE campaign_messages SET lease_token = NULL, lease_until = NULL \
                     WHERE campaign_id = $? AND lease_token = $? AND status = 'queued'",
                )
                .bind::<Int8, _>(campaign.get())
                .bind::<SqlUuid, _>(token)
                .execute(connection)?;
                Ok(())
            })
            .await
    }

    async fn reap(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        self.database.run("reap_messages", move |connection| settle::reap(connection, now)).await
    }

    async fn finish(&self, now: DateTime<Utc>) -> Result<Vec<CampaignId>, StoreError> {
        self.database
            .run("finish_campaigns", move |connection| {
                connection.transaction(|connection| settle::finish(connection, now))
            })
            .await
    }
}
