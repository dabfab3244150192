//! A segment as it is stored.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{AsChangeset, Insertable, Queryable, Selectable};
use growffinity_kernel::SegmentId;
use growffinity_segmentation::{
    Conditions, Match, Refresh, Rule, Segment, SegmentKind, SegmentName, SegmentRule, SegmentStatus, UsedBy, ports::Due,
};
use serde_json::Value;

use crate::{error::PgError, schema::segments};

#[derive(Queryable, Selectable)]
#[diesel(table_name = segments)]
pub(super) struct SegmentRow {
    id: i64,
    name: String,
    slug: String,
    description: String,
    type_: String,
    match_: String,
    conditions: Value,
    refresh: String,
    members_count: i64,
    refreshed_at: Option<DateTime<Utc>>,
    status: String,
    error: Option<String>,
    version: i32,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl TryFrom<SegmentRow> for Segment {
    type Error = PgError;

    fn try_from(row: SegmentRow) -> Result<Self, PgError> {
        let kind = SegmentKind::from_name(&row.type_).ok_or_else(|| PgError::inconsistent("type", &row.type_))?;
        Ok(Self {
            id: SegmentId::new(row.id).ok_or_else(|| PgError::inconsistent("segment id", row.id))?,
            name: SegmentName::parse(&row.name).ok_or_else(|| PgError::inconsistent("segment name", &row.name))?,
            slug: row.slug,
            description: row.description,
            rule: match kind {
                SegmentKind::Dynamic => SegmentRule::Dynamic(rule(&row.match_, &row.conditions)?),
                SegmentKind::Static => SegmentRule::Static,
            },
            refresh: refresh(&row.refresh)?,
            members_count: u64::try_from(row.members_count)
                .map_err(|error| PgError::inconsistent("members_count", error))?,
            refreshed_at: row.refreshed_at,
            status: SegmentStatus::from_name(&row.status)
                .ok_or_else(|| PgError::inconsistent("segment status", &row.status))?,
            error: row.error,
            used_by: UsedBy::default(),
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// The rule stored as `matching` and `conditions`.
pub(super) fn rule(matching: &str, conditions: &Value) -> Result<Rule, PgError> {
    Ok(Rule {
        matching: Match::from_name(matching).ok_or_else(|| PgError::inconsistent("match", matching))?,
        conditions: Conditions::parse(conditions).map_err(|faults| {
            PgError::inconsistent("conditions", faults.first().map_or(String::new(), ToString::to_string))
        })?,
    })
}

/// The refresh stored as `name`.
pub(super) fn refresh(name: &str) -> Result<Refresh, PgError> {
    Refresh::from_name(name).ok_or_else(|| PgError::inconsistent("refresh", name))
}

/// What is written of a segment by those who change it; refreshes write the rest.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = segments, treat_none_as_null = true)]
pub(super) struct SegmentRecord {
    name: String,
    slug: String,
    description: String,
    type_: &'static str,
    match_: &'static str,
    conditions: Value,
    refresh: &'static str,
    status: &'static str,
    version: i32,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

/// How long whoever changed a rule has for a refresh of their own before a worker sees to it.
const GRACE: TimeDelta = TimeDelta::minutes(1);

/// When a refresh of `segment` is due that is otherwise due as `due` says: soon when one is on its way.
pub(super) fn due(segment: &Segment, due: Due) -> Due {
    match segment.modified_at.checked_add_signed(GRACE) {
        Some(soon) if segment.status == SegmentStatus::Refreshing => Due::At(soon),
        _ => due,
    }
}

impl SegmentRecord {
    /// The record of `segment` at `version`, under a `slug` that is free.
    pub(super) fn of(segment: &Segment, slug: String, version: i32) -> Self {
        Self {
            name: segment.name.as_str().to_owned(),
            slug,
            description: segment.description.clone(),
            type_: segment.kind().as_str(),
            match_: segment.matching().as_str(),
            conditions: segment.conditions_json(),
            refresh: segment.refresh.as_str(),
            status: segment.status.as_str(),
            version,
            created_at: segment.created_at,
            modified_at: segment.modified_at,
        }
    }
}
