//! Segments in answers.

use growffinity_segmentation::{HistoryEntry, RefreshOutcome, Segment, User, fields::FieldInfo};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{CustomerView, Links, Ref, date_pair};
use crate::{rest::dates, state::State};

/// A segment.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 4, "name": "Lapsed", "slug": "lapsed", "description": "", "type": "dynamic", "match": "all",
    "conditions": [{"field": "total_spent", "operator": "greater_than", "value": 100}], "refresh": "live",
    "members_count": 734, "date_refreshed": "2026-01-05T10:00:00", "date_refreshed_gmt": "2026-01-05T10:00:00",
    "status": "ready", "error": null, "used_by": {"campaigns": [], "workflows": [], "segments": []},
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-01-05T10:00:00", "date_modified_gmt": "2026-01-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/segments/4"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/segments"}]}
}))]
pub struct SegmentView {
    id: i64,
    name: String,
    slug: String,
    description: String,
    /// `dynamic` or `static`.
    r#type: &'static str,
    /// `all` or `any`.
    r#match: &'static str,
    #[schema(value_type = Vec<Object>)]
    conditions: Value,
    /// `live`, `hourly`, `daily` or `manual`.
    refresh: &'static str,
    members_count: u64,
    date_refreshed: Option<String>,
    date_refreshed_gmt: Option<String>,
    /// `ready`, `refreshing` or `failed`.
    status: &'static str,
    error: Option<String>,
    used_by: UsedByView,
    date_created: String,
    date_created_gmt: String,
    date_modified: String,
    date_modified_gmt: String,
    #[schema(value_type = Object)]
    _links: Links,
}

/// Who needs a segment, so that it can't be deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UsedByView {
    /// Those that are scheduled, being sent or paused.
    campaigns: Vec<Ref>,
    /// Those that are not archived.
    workflows: Vec<Ref>,
    /// Those whose rules name it.
    segments: Vec<Ref>,
}

impl UsedByView {
    /// The users as answers show them.
    pub fn new(used_by: growffinity_segmentation::UsedBy) -> Self {
        Self {
            campaigns: refs(used_by.campaigns),
            workflows: refs(used_by.workflows),
            segments: refs(used_by.segments),
        }
    }
}

fn refs<T: Into<i64>>(users: Vec<User<T>>) -> Vec<Ref> {
    users.into_iter().map(|user| Ref { id: user.id.into(), name: user.name }).collect()
}

impl SegmentView {
    /// The segment as answers show it.
    pub fn new(segment: Segment, app: &State) -> Self {
        let site = app.site;
        let (date_created, date_created_gmt) = dates::pair(segment.created_at, site.timezone);
        let (date_modified, date_modified_gmt) = dates::pair(segment.modified_at, site.timezone);
        let (date_refreshed, date_refreshed_gmt) = date_pair(segment.refreshed_at, site);
        let collection = app.v1("/segments");
        let item = format!("{collection}/{}", segment.id);
        let members = format!("{item}/members");
        Self {
            id: segment.id.get(),
            r#type: segment.kind().as_str(),
            r#match: segment.matching().as_str(),
            conditions: segment.conditions_json(),
            name: segment.name.as_str().to_owned(),
            slug: segment.slug,
            description: segment.description,
            refresh: segment.refresh.as_str(),
            members_count: segment.members_count,
            date_refreshed,
            date_refreshed_gmt,
            status: segment.status.as_str(),
            error: segment.error,
            used_by: UsedByView::new(segment.used_by),
            date_created,
            date_created_gmt,
            date_modified,
            date_modified_gmt,
            _links: Links::new(item, collection).related("members", members),
        }
    }
}

/// Whom conditions select.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({"count": 734, "sample": [], "milliseconds": 12}))]
pub struct PreviewView {
    /// How many customers.
    pub count: u64,
    /// The first ten by id.
    pub sample: Vec<CustomerView>,
    /// How long it took to find out.
    pub milliseconds: u64,
}

/// What a refresh did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"status": "ready", "members_count": 734, "joined": 10, "left": 2,
    "date_refreshed": "2026-01-05T10:00:00", "date_refreshed_gmt": "2026-01-05T10:00:00"}))]
pub struct RefreshView {
    /// `ready`, `refreshing` or `failed`.
    status: &'static str,
    members_count: u64,
    /// Null while a refresh is at work, and when it failed.
    joined: Option<u64>,
    left: Option<u64>,
    date_refreshed: Option<String>,
    date_refreshed_gmt: Option<String>,
}

impl RefreshView {
    /// The outcome as answers show it.
    pub fn new(segment: &Segment, outcome: &RefreshOutcome, app: &State) -> Self {
        let (date_refreshed, date_refreshed_gmt) = date_pair(segment.refreshed_at, app.site);
        let (status, joined, left) = match outcome {
            RefreshOutcome::Done(done) => (segment.status.as_str(), Some(done.joined), Some(done.left)),
            RefreshOutcome::AlreadyRunning | RefreshOutcome::LeftToWorkers => ("refreshing", None, None),
            RefreshOutcome::Failed(_) | RefreshOutcome::NotDynamic => (segment.status.as_str(), None, None),
        };
        Self { status, members_count: segment.members_count, joined, left, date_refreshed, date_refreshed_gmt }
    }
}

/// A line of a segment's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"id": 12, "date": "2026-01-05T10:00:00", "date_gmt": "2026-01-05T10:00:00",
    "members_count": 734, "joined": 10, "left": 2, "cause": "scheduled", "milliseconds": 48}))]
pub struct HistoryView {
    id: i64,
    date: String,
    date_gmt: String,
    members_count: u64,
    joined: u64,
    left: u64,
    /// `live`, `scheduled`, `manual` or `changed`.
    cause: &'static str,
    milliseconds: u64,
}

impl HistoryView {
    /// The line as answers show it.
    pub fn new(entry: &HistoryEntry, app: &State) -> Self {
        let (date, date_gmt) = dates::pair(entry.at, app.site.timezone);
        Self {
            id: entry.id,
            date,
            date_gmt,
            members_count: entry.members_count,
            joined: entry.joined,
            left: entry.left,
            cause: entry.cause.as_str(),
            milliseconds: entry.milliseconds,
        }
    }
}

/// A field that conditions can test.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({"field": "total_spent", "label": "Total spent", "type": "money",
    "operators": ["equals", "greater_than"], "values": null,
    "example": {"field": "total_spent", "operator": "greater_than", "value": 500}}))]
pub struct FieldView {
    field: String,
    label: String,
    r#type: &'static str,
    operators: Vec<&'static str>,
    /// The values it can have, when they are a closed set.
    values: Option<Vec<&'static str>>,
    #[schema(value_type = Object)]
    example: Value,
}

impl FieldView {
    /// The field as answers show it.
    pub fn new(info: FieldInfo) -> Self {
        Self {
            r#type: info.field_type.as_str(),
            operators: info.operators.iter().map(|operator| operator.as_str()).collect(),
            values: info.values.map(<[&str]>::to_vec),
            field: info.field,
            label: info.label,
            example: info.example,
        }
    }
}
