//! An import as it is stored.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName,
    sql_types::{Int4, Int8, Jsonb, Nullable, Text, Timestamptz},
};
use growffinity_customers::imports::{
    FileWork, Format, Import, ImportOptions, ImportStatus, ImportType, Position, Tally, Task,
};
use growffinity_kernel::ImportId;
use serde_json::Value;

use crate::{
    customers::rows::{id, json},
    error::PgError,
    number::count,
};

/// The columns of an [`ImportRow`], from `imports i`.
pub(in crate::customers) const COLUMNS: &str = "i.id, i.kind, i.type, i.format, i.status, i.options, i.file, i.file_name, i.bytes, \
    i.bytes_total, i.created, i.updated, i.unchanged, i.refused, i.error, i.position, i.line, i.version, i.created_at, \
    i.modified_at, i.started_at, i.completed_at, i.attempt";

#[derive(QueryableByName)]
pub(in crate::customers) struct ImportRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text, column_name = "type")]
    item_type: String,
    #[diesel(sql_type = Nullable<Text>)]
    format: Option<String>,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Jsonb)]
    options: Value,
    #[diesel(sql_type = Nullable<Text>)]
    file: Option<String>,
    #[diesel(sql_type = Text)]
    file_name: String,
    #[diesel(sql_type = Int8)]
    bytes: i64,
    #[diesel(sql_type = Int8)]
    bytes_total: i64,
    #[diesel(sql_type = Int8)]
    created: i64,
    #[diesel(sql_type = Int8)]
    updated: i64,
    #[diesel(sql_type = Int8)]
    unchanged: i64,
    #[diesel(sql_type = Int8)]
    refused: i64,
    #[diesel(sql_type = Nullable<Text>)]
    error: Option<String>,
    #[diesel(sql_type = Int8)]
    position: i64,
    #[diesel(sql_type = Int8)]
    line: i64,
    #[diesel(sql_type = Int4)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    modified_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    started_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    completed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Int4)]
    attempt: i32,
}

impl TryFrom<ImportRow> for Import {
    type Error = PgError;

    fn try_from(row: ImportRow) -> Result<Self, PgError> {
        let task = match (row.kind.as_str(), row.options) {
            ("bulk", Value::Object(what)) => Task::Bulk(what),
            ("import", options) => {
                let format = row.format.as_deref().and_then(Format::from_name);
                Task::File(Box::new(FileWork {
                    format: format.ok_or_else(|| PgError::inconsistent("format", row.format.unwrap_or_default()))?,
                    file: row.file,
                    file_name: row.file_name,
                    options: json::<ImportOptions>("options", options)?,
                }))
            }
            (other, _) => return Err(PgError::inconsistent("kind of job", other)),
        };
        Ok(Self {
            id: id("import id", ImportId::new(row.id))?,
            item_type: ImportType::from_name(&row.item_type)
                .ok_or_else(|| PgError::inconsistent("type", &row.item_type))?,
            task,
            status: ImportStatus::from_name(&row.status).ok_or_else(|| PgError::inconsistent("status", &row.status))?,
            bytes: count(row.bytes)?,
            bytes_total: count(row.bytes_total)?,
            tally: Tally {
                created: count(row.created)?,
                updated: count(row.updated)?,
                unchanged: count(row.unchanged)?,
                refused: count(row.refused)?,
            },
            error: row.error,
            position: Position { offset: count(row.position)?, line: count(row.line)? },
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
            started_at: row.started_at,
            completed_at: row.completed_at,
            attempt: u32::try_from(row.attempt).map_err(|error| PgError::inconsistent("attempt", error))?,
        })
    }
}
