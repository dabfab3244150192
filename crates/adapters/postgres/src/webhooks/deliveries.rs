//! Deliveries shown, and made again.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Int4, Int8, Nullable, Text, Timestamptz},
};
use growffinity_kernel::{DeliveryId, EventType, Page, Span, StoreError, WebhookId};
use growffinity_webhooks::{
    Attempt, Delivery, DeliveryKind, DeliveryQuery, Topics,
    ports::{DeliveryStore, Replayed},
};

use super::{
    again, list,
    rows::{DELIVERY, DeliveryRow},
    store::probe,
};
use crate::{
    Database,
    audit::{Note, note},
    error::PgError,
    number::fitted,
    statement::{dynamic_statement, statement},
};

/// [`DeliveryStore`] on PostgreSQL.
#[derive(Debug, Clone)]
pub struct PgDeliveries(Database);

impl PgDeliveries {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl DeliveryStore for PgDeliveries {
    async fn find(&self, webhook: WebhookId, id: DeliveryId) -> Result<Option<Delivery>, StoreError> {
        self.0.read("find_delivery", move |connection| find(connection, webhook, id.get())).await
    }

    async fn list(&self, webhook: WebhookId, query: &DeliveryQuery) -> Result<Page<Delivery>, StoreError> {
        let query = query.clone();
        self.0.read("list_deliveries", move |connection| list::deliveries(connection, webhook, &query)).await
    }

    async fn test(
        &self,
        webhook: WebhookId,
        event: EventType,
        now: DateTime<Utc>,
    ) -> Result<Option<Delivery>, StoreError> {
        let test = move |connection: &mut PgConnection| {
            let made = probe(connection, webhook.get(), DeliveryKind::Test, Some(event), now)?;
            note(Note::new("webhook.test", "webhook", webhook.get()));
            Ok(made.map(|made| find(connection, webhook, made)).transpose()?.flatten())
        };
        self.0.run("test_webhook", move |connection| connection.transaction(test)).await
    }

    async fn redeliver(
        &self,
        webhook: WebhookId,
        id: DeliveryId,
        now: DateTime<Utc>,
    ) -> Result<Option<Delivery>, StoreError> {
        let again = move |connection: &mut PgConnection| {
            let made = again::redeliver(connection, webhook.get(), id.get(), now)?;
            note(Note::new("webhook.redeliver", "webhook", webhook.get()));
            Ok(made.map(|made| find(connection, webhook, made)).transpose()?.flatten())
        };
        self.0.run("redeliver", move |connection| connection.transaction(again)).await
    }

    async fn replay(
        &self,
        webhook: WebhookId,
        topics: &Topics,
        span: Span,
        most: u32,
        now: DateTime<Utc>,
    ) -> Result<Replayed, StoreError> {
        let topics = topics.clone();
        let work = move |connection: &mut PgConnection| {
            connection.transaction(|connection| again::replay(connection, webhook.get(), &topics, (span, now), most))
        };
        self.0.run("replay_deliveries", work).await
    }
}

#[derive(QueryableByName)]
struct AttemptRow {
    #[diesel(sql_type = Int4)]
    number: i32,
    #[diesel(sql_type = Timestamptz)]
    started_at: DateTime<Utc>,
    #[diesel(sql_type = Int8)]
    milliseconds: i64,
    #[diesel(sql_type = Nullable<Int4>)]
    status_code: Option<i32>,
    #[diesel(sql_type = Nullable<Text>)]
    error: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    response_body: Option<String>,
}

impl TryFrom<AttemptRow> for Attempt {
    type Error = PgError;

    fn try_from(row: AttemptRow) -> Result<Self, PgError> {
        Ok(Self {
            number: fitted("attempt", row.number)?,
            started_at: row.started_at,
            milliseconds: fitted("milliseconds", row.milliseconds)?,
            status_code: row.status_code.map(|code| fitted("status code", code)).transpose()?,
            error: row.error,
            response_body: row.response_body,
        })
    }
}

#[derive(QueryableByName)]
struct BodyRow {
    #[diesel(sql_type = Text)]
    body: String,
}

/// A delivery of this webhook, with its attempts and its body.
fn find(connection: &mut PgConnection, webhook: WebhookId, number: i64) -> Result<Option<Delivery>, PgError> {
    let sql = format!("SELECT {DELIVERY} FROM webhook_deliveries d WHERE d.id = $? AND d.webhook_id = $?");
    let sql = dynamic_statement(sql).cached().bind::<Int8, _>(number).bind::<Int8, _>(webhook.get());
    let Some(row) = sql.get_result::<DeliveryRow>(connection).optional()? else { return Ok(None) };
    let attempts: Vec<AttemptRow> = statement(
        "SELECT number, started_at, milliseconds, status_code, error, response_body FROM webhook_attempts \
         WHERE delivery_id = $? ORDER BY number",
    )
    .bind::<Int8, _>(number)
    .load(connection)?;
    let body: Option<BodyRow> = statement(
        "SELECT b.body FROM webhook_deliveries d JOIN webhook_bodies b ON b.delivery_id = coalesce(d.copy_of, d.id) \
         WHERE d.id = $?",
    )
    .bind::<Int8, _>(number)
    .get_result(connection)
    .optional()?;
    let delivery = Delivery::try_from(row)?;
    Ok(Some(Delivery {
        attempts: attempts.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
        body: body.map(|row| row.body),
        ..delivery
    }))
}
