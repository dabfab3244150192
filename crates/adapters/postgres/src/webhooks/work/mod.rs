//! The work on deliveries: lanes claimed, read, written down, given back.

mod claim;
mod next;
mod record;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{Connection, PgConnection};
use growffinity_kernel::{DeliveryId, StoreError, WebhookId};
use growffinity_webhooks::{
    DisabledReason,
    ports::{Attempted, Batch, DeliveryWork, Frozen, Lane, LaneClaim},
};
use uuid::Uuid;

use crate::Database;

/// [`DeliveryWork`] on PostgreSQL.
#[derive(Debug, Clone)]
pub struct PgDeliveryWork(Database);

impl PgDeliveryWork {
    /// The work in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl DeliveryWork for PgDeliveryWork {
    async fn claim(
        &self,
        lane: Lane,
        most: u32,
        token: Uuid,
        seconds: u32,
        now: DateTime<Utc>,
    ) -> Result<Vec<LaneClaim>, StoreError> {
        let work = move |connection: &mut PgConnection| claim::claim(connection, lane, most, (token, seconds), now);
        self.0.run("claim_lanes", work).await
    }

    async fn next(
        &self,
        claim: LaneClaim,
        after: Option<DeliveryId>,
        limit: u32,
        seconds: u32,
        now: DateTime<Utc>,
    ) -> Result<Option<Batch>, StoreError> {
        let work = move |connection: &mut PgConnection| {
            connection.transaction(|connection| next::next(connection, claim, after, limit, (seconds, now)))
        };
        self.0.run("next_deliveries", work).await
    }

    async fn freeze(&self, bodies: Vec<Frozen>) -> Result<Vec<DeliveryId>, StoreError> {
        let work =
            move |connection: &mut PgConnection| connection.transaction(|connection| next::freeze(connection, &bodies));
        self.0.run("freeze_bodies", work).await
    }

    async fn record(
        &self,
        claim: LaneClaim,
        attempts: Vec<Attempted>,
        disable_before: DateTime<Utc>,
        seconds: u32,
        now: DateTime<Utc>,
    ) -> Result<Option<DisabledReason>, StoreError> {
        let work = move |connection: &mut PgConnection| {
            connection
                .transaction(|connection| record::record(connection, claim, &attempts, (disable_before, now), seconds))
        };
        self.0.run("record_attempts", work).await
    }

    async fn disable(&self, webhook: WebhookId, reason: DisabledReason, now: DateTime<Utc>) -> Result<(), StoreError> {
        let work = move |connection: &mut PgConnection| {
            connection.transaction(|connection| record::disable(connection, webhook.get(), reason, now))
        };
        self.0.run("disable_webhook", work).await
    }

    async fn release(&self, claim: LaneClaim, now: DateTime<Utc>) -> Result<(), StoreError> {
        let work = move |connection: &mut PgConnection| {
            connection.transaction(|connection| claim::release(connection, claim, now))
        };
        self.0.run("release_lane", work).await
    }

    async fn forget(&self, before: DateTime<Utc>, limit: u32) -> Result<u64, StoreError> {
        self.0.run("forget_deliveries", move |connection| record::forget(connection, before, limit)).await
    }
}
