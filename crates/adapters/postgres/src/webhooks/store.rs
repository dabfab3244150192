//! Making, changing and deleting webhooks.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, OptionalExtension, PgConnection, RunQueryDsl,
    sql_types::{Array, Bytea, Int4, Int8, Nullable, Text, Timestamptz},
};
use growffinity_kernel::{EventType, ObjectType, Page, StoreError, WebhookId};
use growffinity_webhooks::{DeliveryKind, Webhook, WebhookDraft, WebhookQuery, WebhookStatus, ports::WebhookStore};

use super::{
    list,
    rows::{WEBHOOK, WebhookRow, texts},
};
use crate::{
    Database,
    audit::{Note, note},
    error::PgError,
    news::{self, Todo},
    statement::{IdRow, dynamic_statement, statement},
};

/// [`WebhookStore`] on PostgreSQL.
#[derive(Debug, Clone)]
pub struct PgWebhooks(Database);

impl PgWebhooks {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl WebhookStore for PgWebhooks {
    async fn find(&self, id: WebhookId) -> Result<Option<Webhook>, StoreError> {
        self.0.read("find_webhook", move |connection| find(connection, id.get())).await
    }

    async fn list(&self, query: &WebhookQuery) -> Result<Page<Webhook>, StoreError> {
        let query = query.clone();
        self.0.read("list_webhooks", move |connection| list::webhooks(connection, &query)).await
    }

    async fn insert(&self, draft: &WebhookDraft, secret: &[u8], now: DateTime<Utc>) -> Result<Webhook, StoreError> {
        let (draft, secret) = (draft.clone(), secret.to_vec());
        let work = move |connection: &mut PgConnection| {
            connection.transaction(|connection| insert(connection, &draft, &secret, now))
        };
        self.0.run("insert_webhook", work).await
    }

    async fn save(
        &self,
        webhook: &Webhook,
        expected: i32,
        secret: Option<Vec<u8>>,
        ping: bool,
    ) -> Result<Option<Webhook>, StoreError> {
        let webhook = webhook.clone();
        let work = move |connection: &mut PgConnection| {
            connection.transaction(|connection| save(connection, &webhook, expected, secret.as_deref(), ping))
        };
        self.0.run("save_webhook", work).await
    }

    async fn rotate(
        &self,
        id: WebhookId,
        secret: &[u8],
        overlap_until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Option<Webhook>, StoreError> {
        let secret = secret.to_vec();
        let work = move |connection: &mut PgConnection| {
            connection.transaction(|connection| rotate(connection, id.get(), &secret, overlap_until, now))
        };
        self.0.run("rotate_webhook_secret", work).await
    }

    async fn delete(&self, id: WebhookId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let work =
            move |connection: &mut PgConnection| connection.transaction(|connection| delete(connection, id.get(), now));
        self.0.run("delete_webhook", work).await
    }
}

/// The webhook with this id.
pub(super) fn find(connection: &mut PgConnection, number: i64) -> Result<Option<Webhook>, PgError> {
    let sql = dynamic_statement(format!("SELECT {WEBHOOK} FROM webhooks w WHERE w.id = $?")).cached();
    let row: Option<WebhookRow> = sql.bind::<Int8, _>(number).get_result(connection).optional()?;
    row.map(TryInto::try_into).transpose()
}

fn found(connection: &mut PgConnection, number: i64) -> Result<Webhook, PgError> {
    find(connection, number)?.ok_or_else(|| PgError::inconsistent("webhook", "just written, gone"))
}

fn insert(
    connection: &mut PgConnection,
    draft: &WebhookDraft,
    secret: &[u8],
    now: DateTime<Utc>,
) -> Result<Webhook, PgError> {
    let made: IdRow = statement(
        "WITH made AS ( \
             INSERT INTO webhooks (name, status, topics, payload, delivery_url, owner_id, secret, created_at, modified_at) \
             SELECT $?, $?, $?, $?, $?, $?, $?, n.now, n.now FROM (SELECT $?::timestamptz AS now) n RETURNING id), \
         lanes AS (INSERT INTO webhook_lanes (webhook_id, lane) \
                   SELECT id, lane FROM made, unnest(ARRAY['first', 'retry', 'probe']) lane) \
         SELECT id FROM made",
    )
    .bind::<Text, _>(draft.name.clone())
    .bind::<Text, _>(draft.status.as_str())
    .bind::<Array<Text>, _>(texts(&draft.topics))
    .bind::<Text, _>(draft.payload.as_str())
    .bind::<Text, _>(draft.delivery_url.clone())
    .bind::<Int8, _>(draft.owner.get())
    .bind::<Bytea, _>(secret.to_vec())
    .bind::<Timestamptz, _>(now)
    .get_result(connection)?;
    note(Note::new("webhook.create", "webhook", made.id));
    probe(connection, made.id, DeliveryKind::Ping, None, now)?;
    found(connection, made.id)
}

fn save(
    connection: &mut PgConnection,
    webhook: &Webhook,
    expected: i32,
    secret: Option<&[u8]>,
    ping: bool,
) -> Result<Option<Webhook>, PgError> {
    let number = webhook.id.get();
    let written: Option<IdRow> = statement(
        "UPDATE webhooks SET name = $?, status = $?, topics = $?, payload = $?, delivery_url = $?, failure_count = $?, \
             failing_since = $?, disabled_reason = $?, modified_at = $?, version = version + 1, \
             secret = coalesce(s.new, secret), previous_secret = CASE WHEN s.new IS NULL THEN previous_secret END, \
             previous_secret_until = CASE WHEN s.new IS NULL THEN previous_secret_until END \
         FROM (SELECT $?::bytea AS new) s WHERE id = $? AND version = $? RETURNING id",
    )
    .bind::<Text, _>(webhook.name.clone())
    .bind::<Text, _>(webhook.status.as_str())
    .bind::<Array<Text>, _>(texts(&webhook.topics))
    .bind::<Text, _>(webhook.payload.as_str())
    .bind::<Text, _>(webhook.delivery_url.clone())
    .bind::<Int8, _>(i64::from(webhook.failure_count))
    .bind::<Nullable<Timestamptz>, _>(webhook.failing_since)
    .bind::<Nullable<Text>, _>(webhook.disabled_reason.map(growffinity_webhooks::DisabledReason::as_str))
    .bind::<Timestamptz, _>(webhook.modified_at)
    .bind::<Nullable<Bytea>, _>(secret.map(<[u8]>::to_vec))
    .bind::<Int8, _>(number)
    .bind::<Int4, _>(expected)
    .get_result(connection)
    .optional()?;
    if written.is_none() {
        return Ok(None);
    }
    note(Note::new("webhook.update", "webhook", number));
    if webhook.status == WebhookStatus::Active {
        statement("UPDATE webhook_lanes SET due_at = $? WHERE webhook_id = $? AND lane IN ('first', 'retry')")
            .bind::<Timestamptz, _>(webhook.modified_at)
            .bind::<Int8, _>(number)
            .execute(connection)?;
        news::note(Todo::Work);
    }
    if ping {
        probe(connection, number, DeliveryKind::Ping, None, webhook.modified_at)?;
    }
    found(connection, number).map(Some)
}

fn rotate(
    connection: &mut PgConnection,
    number: i64,
    secret: &[u8],
    overlap_until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<Webhook>, PgError> {
    let written: Option<IdRow> = statement(
        "UPDATE webhooks SET previous_secret = secret, previous_secret_until = $?, secret = $?, modified_at = $?, \
             version = version + 1 WHERE id = $? RETURNING id",
    )
    .bind::<Timestamptz, _>(overlap_until)
    .bind::<Bytea, _>(secret.to_vec())
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(number)
    .get_result(connection)
    .optional()?;
    if written.is_none() {
        return Ok(None);
    }
    note(Note::new("webhook.rotate_secret", "webhook", number));
    found(connection, number).map(Some)
}

fn delete(connection: &mut PgConnection, number: i64, now: DateTime<Utc>) -> Result<bool, PgError> {
    // First, as it waits for a dispatcher that is telling it of something.
    let gone = statement("DELETE FROM webhooks WHERE id = $?").bind::<Int8, _>(number).execute(connection)?;
    if gone > 0 {
        note(Note::new("webhook.delete", "webhook", number));
    }
    give_up(connection, number, now)?;
    Ok(gone > 0)
}

/// Gives up what waits for a webhook.
pub(super) fn give_up(connection: &mut PgConnection, number: i64, now: DateTime<Utc>) -> Result<(), PgError> {
    statement(
        "UPDATE webhook_deliveries SET status = 'canceled', completed_at = $? \
         WHERE webhook_id = $? AND status = 'pending' AND kind = 'event'",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(number)
    .execute(connection)?;
    Ok(())
}

/// Makes a ping, or a test that shows `event`. `None`: there is no such webhook.
pub(super) fn probe(
    connection: &mut PgConnection,
    number: i64,
    kind: DeliveryKind,
    event: Option<EventType>,
    now: DateTime<Utc>,
) -> Result<Option<i64>, PgError> {
    let made: Option<IdRow> = statement(
        "INSERT INTO webhook_deliveries (webhook_id, kind, event_id, type, object_type, object_id, order_key, due_at, created_at) \
         SELECT w.id, $?, nextval('events_id_seq'), $?, $?, w.id, w.id, n.now, n.now \
         FROM webhooks w, (SELECT $?::timestamptz AS now) n WHERE w.id = $? FOR KEY SHARE OF w RETURNING id",
    )
    .bind::<Text, _>(kind.as_str())
    .bind::<Text, _>(event.map_or("webhook.ping", EventType::as_str))
    .bind::<Text, _>(ObjectType::Webhook.as_str())
    .bind::<Timestamptz, _>(now)
    .bind::<Int8, _>(number)
    .get_result(connection)
    .optional()?;
    due(connection, &[number], "probe", now)?;
    Ok(made.map(|made| made.id))
}

/// Makes a lane of webhooks due.
pub(super) fn due(
    connection: &mut PgConnection,
    webhooks: &[i64],
    lane: &'static str,
    now: DateTime<Utc>,
) -> Result<(), PgError> {
    statement(
        "UPDATE webhook_lanes l SET due_at = n.now FROM (SELECT $?::timestamptz AS now) n \
         WHERE l.webhook_id = ANY($?) AND l.lane = $? AND (l.due_at IS NULL OR l.due_at > n.now)",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Array<Int8>, _>(webhooks.to_vec())
    .bind::<Text, _>(lane)
    .execute(connection)?;
    news::note(Todo::Work);
    Ok(())
}
