//! Rows of webhooks and deliveries, and what they become.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName,
    sql_types::{Array, Int4, Int8, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use growffinity_kernel::{DeliveryId, UserId, WebhookId};
use growffinity_webhooks::{
    Delivery, DeliveryKind, DeliveryStatus, DisabledReason, Pattern, Payload, Topics, Webhook, WebhookStatus,
};
use uuid::Uuid;

use crate::{error::PgError, number::fitted};

/// The columns of [`WebhookRow`] in the table called `w`.
pub(super) const WEBHOOK: &str = "w.id, w.name, w.status, w.topics, w.payload, w.delivery_url, w.owner_id, w.failure_count, \
    w.failing_since, w.disabled_reason, w.previous_secret_until, w.version, w.created_at, w.modified_at";

#[derive(QueryableByName)]
pub(super) struct WebhookRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Array<Text>)]
    topics: Vec<String>,
    #[diesel(sql_type = Text)]
    payload: String,
    #[diesel(sql_type = Text)]
    delivery_url: String,
    #[diesel(sql_type = Nullable<Int8>)]
    owner_id: Option<i64>,
    #[diesel(sql_type = Int8)]
    failure_count: i64,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    failing_since: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    disabled_reason: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    previous_secret_until: Option<DateTime<Utc>>,
    #[diesel(sql_type = Int4)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    modified_at: DateTime<Utc>,
}

fn unknown<T>(what: &'static str, name: &str, found: Option<T>) -> Result<T, PgError> {
    found.ok_or_else(|| PgError::inconsistent(what, name))
}

pub(super) fn webhook_id(number: i64) -> Result<WebhookId, PgError> {
    WebhookId::new(number).ok_or_else(|| PgError::inconsistent("webhook id", number))
}

pub(super) fn delivery_id(number: i64) -> Result<DeliveryId, PgError> {
    DeliveryId::new(number).ok_or_else(|| PgError::inconsistent("delivery id", number))
}

/// The wishes that these texts say; what this version does not know is left out.
pub(super) fn topics(texts: &[String]) -> Option<Topics> {
    Topics::new(texts.iter().filter_map(|text| Pattern::parse(text).ok()))
}

/// The texts of wishes.
pub(super) fn texts(topics: &Topics) -> Vec<String> {
    topics.patterns().iter().map(|pattern| pattern.text()).collect()
}

impl TryFrom<WebhookRow> for Webhook {
    type Error = PgError;

    fn try_from(row: WebhookRow) -> Result<Self, PgError> {
        let reason = row.disabled_reason.as_deref();
        Ok(Self {
            id: webhook_id(row.id)?,
            name: row.name,
            status: unknown("status", &row.status, WebhookStatus::from_name(&row.status))?,
            topics: unknown("topics", &row.topics.join(","), topics(&row.topics))?,
            payload: unknown("payload", &row.payload, Payload::from_name(&row.payload))?,
            delivery_url: row.delivery_url,
            owner: row.owner_id.and_then(UserId::new),
            failure_count: fitted("failure count", row.failure_count)?,
            failing_since: row.failing_since,
            disabled_reason: reason.and_then(DisabledReason::from_name),
            previous_secret_until: row.previous_secret_until,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// The columns of [`DeliveryRow`] in the table called `d`.
pub(super) const DELIVERY: &str = "d.id, d.webhook_id, d.event_id, d.type, d.kind, d.status, d.attempt, d.due_at, \
    d.completed_at, d.created_at, d.reference";

#[derive(QueryableByName)]
pub(super) struct DeliveryRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Int8)]
    webhook_id: i64,
    #[diesel(sql_type = Int8)]
    event_id: i64,
    #[diesel(sql_type = Text, column_name = "type")]
    type_: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Int4)]
    attempt: i32,
    #[diesel(sql_type = Timestamptz)]
    due_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    completed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = SqlUuid)]
    reference: Uuid,
}

impl TryFrom<DeliveryRow> for Delivery {
    type Error = PgError;

    fn try_from(row: DeliveryRow) -> Result<Self, PgError> {
        let status = unknown("status", &row.status, DeliveryStatus::from_name(&row.status))?;
        Ok(Self {
            id: delivery_id(row.id)?,
            webhook: webhook_id(row.webhook_id)?,
            event: row.event_id,
            type_name: row.type_,
            kind: unknown("kind", &row.kind, DeliveryKind::from_name(&row.kind))?,
            status,
            attempt_count: fitted("attempts", row.attempt)?,
            next_attempt_at: (status == DeliveryStatus::Pending).then_some(row.due_at),
            completed_at: row.completed_at,
            created_at: row.created_at,
            attempts: Vec::new(),
            body: None,
            reference: row.reference.simple().to_string(),
        })
    }
}
