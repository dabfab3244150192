//! Imports in answers.

use std::collections::BTreeMap;

use growffinity_customers::imports::{Import, Refusal, Task};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Links, date_pair};
use crate::{rest::dates, state::State};

/// An import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 3, "type": "orders", "format": "csv", "file_name": "orders.csv", "status": "running",
    "mapping": {"E-mail": "billing.email", "Total": "total"}, "bytes": 5242, "bytes_total": 48120,
    "lines": 7000, "created": 6900, "updated": 90, "unchanged": 6, "refused": 4,
    "errors": [{"line": 12, "column": "Total", "value": "x", "code": "rest_invalid_type",
        "message": "total is not of type string,number."}], "error": null,
    "started_at": "2026-01-05T10:00:00", "started_at_gmt": "2026-01-05T10:00:00",
    "completed_at": null, "completed_at_gmt": null,
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-01-05T10:00:00", "date_modified_gmt": "2026-01-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/imports/3"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/imports"}]}
}))]
pub struct ImportView {
    id: i64,
    /// `customers`, `orders` or `events`.
    r#type: &'static str,
    /// `csv` or `ndjson`; null for a job that is not of a file.
    format: Option<&'static str>,
    file_name: String,
    /// `queued`, `running`, `completed`, `failed` or `canceled`.
    status: &'static str,
    /// Which column gives which member; columns that are not here are left out.
    mapping: BTreeMap<String, String>,
    /// Bytes of the file that are done.
    bytes: u64,
    bytes_total: u64,
    /// Items read so far: created, updated, unchanged and refused ones.
    lines: u64,
    created: u64,
    updated: u64,
    unchanged: u64,
    refused: u64,
    /// The first hundred faults.
    errors: Vec<RefusalView>,
    /// Why it failed.
    error: Option<String>,
    started_at: Option<String>,
    started_at_gmt: Option<String>,
    completed_at: Option<String>,
    completed_at_gmt: Option<String>,
    date_created: String,
    date_created_gmt: String,
    date_modified: String,
    date_modified_gmt: String,
    #[schema(value_type = Object)]
    _links: Links,
}

/// One fault of a line that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"line": 12, "column": "Total", "value": "x", "code": "rest_invalid_type",
    "message": "total is not of type string,number."}))]
pub struct RefusalView {
    /// Counted from 1, the heading included.
    line: u64,
    /// The column's heading, or the member's path in JSON; empty when it is about the whole line.
    column: String,
    /// What stands there, shortened.
    value: Option<String>,
    code: String,
    message: String,
}

impl RefusalView {
    /// The refusal as answers show it.
    pub fn new(refusal: Refusal) -> Self {
        let Refusal { line, fault, .. } = refusal;
        Self { line, column: fault.column, value: fault.value, code: fault.code.into_owned(), message: fault.message }
    }
}

impl ImportView {
    /// The import as answers show it, with the first of its refusals.
    pub fn new(import: Import, refusals: Vec<Refusal>, app: &State) -> Self {
        let (date_created, date_created_gmt) = dates::pair(import.created_at, app.site.timezone);
        let (date_modified, date_modified_gmt) = dates::pair(import.modified_at, app.site.timezone);
        let (started_at, started_at_gmt) = date_pair(import.started_at, app.site);
        let (completed_at, completed_at_gmt) = date_pair(import.completed_at, app.site);
        let collection = app.v1("/imports");
        let (format, file_name, mapping) = match import.task {
            Task::File(work) => (Some(work.format.as_str()), work.file_name, work.options.mapping),
            Task::Bulk(_) => (None, String::new(), BTreeMap::new()),
        };
        Self {
            id: import.id.get(),
            r#type: import.item_type.as_str(),
            format,
            file_name,
            status: import.status.as_str(),
            mapping,
            bytes: import.bytes,
            bytes_total: import.bytes_total,
            lines: import.tally.lines(),
            created: import.tally.created,
            updated: import.tally.updated,
            unchanged: import.tally.unchanged,
            refused: import.tally.refused,
            errors: refusals.into_iter().map(RefusalView::new).collect(),
            error: import.error,
            started_at,
            started_at_gmt,
            completed_at,
            completed_at_gmt,
            date_created,
            date_created_gmt,
            date_modified,
            date_modified_gmt,
            _links: Links::new(format!("{collection}/{}", import.id), collection),
        }
    }
}
