//! A synchronisation as it is stored.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName,
    sql_types::{Int4, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use growffinity_customers::sync::{Place, Refused, Stage, SyncStatus, SyncTally, Synchronisation};
use growffinity_kernel::StoreId;
use serde_json::{Value, json};

use crate::{customers::rows::id, error::PgError, number::fitted};

/// What a [`SyncRow`] is read from.
pub(super) const COLUMNS: &str = "store_id, status, stage, page, total, since, created, updated, unchanged, refused, \
                                  refusals, error, requested_at, completed_at, attempt";

#[derive(QueryableByName)]
pub(super) struct SyncRow {
    #[diesel(sql_type = Int8)]
    store_id: i64,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Text)]
    stage: String,
    #[diesel(sql_type = Int4)]
    page: i32,
    #[diesel(sql_type = Nullable<Int8>)]
    total: Option<i64>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    since: Option<DateTime<Utc>>,
    #[diesel(sql_type = Int8)]
    created: i64,
    #[diesel(sql_type = Int8)]
    updated: i64,
    #[diesel(sql_type = Int8)]
    unchanged: i64,
    #[diesel(sql_type = Int8)]
    refused: i64,
    #[diesel(sql_type = Jsonb)]
    refusals: Value,
    #[diesel(sql_type = Nullable<Text>)]
    error: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    requested_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    completed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Int4)]
    pub attempt: i32,
}

/// Refusals as they are stored.
pub(super) fn refusals(refused: &[Refused]) -> Value {
    let one = |it: &Refused| json!([it.stage.as_str(), it.external_id, it.message]);
    refused.iter().map(one).collect()
}

fn read_refusals(stored: &Value) -> Vec<Refused> {
    let all = stored.as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |item: &Value, place: usize| Some(item.get(place)?.as_str()?.to_owned());
    all.iter()
        .filter_map(|item| {
            let stage = Stage::from_name(item.get(0)?.as_str()?)?;
            Some(Refused { stage, external_id: text(item, 1)?, message: text(item, 2)? })
        })
        .collect()
}

impl TryFrom<SyncRow> for Synchronisation {
    type Error = PgError;

    fn try_from(row: SyncRow) -> Result<Self, PgError> {
        let stage = Stage::from_name(&row.stage).ok_or_else(|| PgError::inconsistent("stage", &row.stage))?;
        Ok(Self {
            store: id("store id", StoreId::new(row.store_id))?,
            status: SyncStatus::from_name(&row.status).ok_or_else(|| PgError::inconsistent("status", &row.status))?,
            place: Place {
                stage,
                page: fitted("page", row.page)?,
                total: row.total.map(|total| fitted("total", total)).transpose()?,
            },
            since: row.since,
            tally: SyncTally {
                created: fitted("created", row.created)?,
                updated: fitted("updated", row.updated)?,
                unchanged: fitted("unchanged", row.unchanged)?,
                refused: fitted("refused", row.refused)?,
            },
            error: row.error,
            refusals: read_refusals(&row.refusals),
            requested_at: row.requested_at,
            completed_at: row.completed_at,
        })
    }
}
