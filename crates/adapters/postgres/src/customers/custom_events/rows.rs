//! A custom event as it is stored.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName,
    sql_types::{Int8, Jsonb, Nullable, Text, Timestamptz},
};
use growffinity_customers::custom_events::CustomEvent;
use growffinity_kernel::{CustomEventId, CustomerId};
use serde_json::Value;

use crate::{
    customers::rows::{id, json},
    error::PgError,
};

/// The columns of an [`EventRow`], from `custom_events e`.
pub(super) const COLUMNS: &str = "e.id, e.customer_id, e.name, e.properties, e.unique_id, e.occurred_at, e.created_at";

#[derive(QueryableByName)]
pub(super) struct EventRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Int8)]
    customer_id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Jsonb)]
    properties: Value,
    #[diesel(sql_type = Nullable<Text>)]
    unique_id: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    occurred_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
}

impl TryFrom<EventRow> for CustomEvent {
    type Error = PgError;

    fn try_from(row: EventRow) -> Result<Self, PgError> {
        Ok(Self {
            id: id("event id", CustomEventId::new(row.id))?,
            customer: id("customer id", CustomerId::new(row.customer_id))?,
            name: row.name,
            properties: json("properties", row.properties)?,
            unique_id: row.unique_id,
            occurred_at: row.occurred_at,
            created_at: row.created_at,
        })
    }
}
