//! Lists of a segment's history.

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Int8, Text, Timestamptz},
};
use growffinity_kernel::{Page, SegmentId};
use growffinity_segmentation::{HistoryEntry, HistoryOrder, HistoryQuery, RefreshCause};

use crate::{
    error::PgError,
    number::count,
    page::{among, by, by_include, named, total, windowed, within},
    statement::{Statement, dynamic_statement},
};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Timestamptz)]
    refreshed_at: DateTime<Utc>,
    #[diesel(sql_type = Int8)]
    members_count: i64,
    #[diesel(sql_type = Int8)]
    joined: i64,
    #[diesel(sql_type = Int8)]
    left: i64,
    #[diesel(sql_type = Text)]
    cause: String,
    #[diesel(sql_type = Int8)]
    milliseconds: i64,
}

impl TryFrom<Row> for HistoryEntry {
    type Error = PgError;

    fn try_from(row: Row) -> Result<Self, PgError> {
        Ok(Self {
            id: row.id,
            at: row.refreshed_at,
            members_count: count(row.members_count)?,
            joined: count(row.joined)?,
            left: count(row.left)?,
            cause: RefreshCause::from_name(&row.cause).ok_or_else(|| PgError::inconsistent("cause", &row.cause))?,
            milliseconds: count(row.milliseconds)?,
        })
    }
}

/// A part of the history of `segment`.
pub(super) fn list(
    connection: &mut PgConnection,
    segment: SegmentId,
    query: &HistoryQuery,
) -> Result<Page<HistoryEntry>, PgError> {
    let filtered = |selected: &str| {
        let sql = format!("SELECT {selected} FROM segment_history h WHERE h.segment_id = $?");
        let sql = among(dynamic_statement(sql).bind::<Int8, _>(segment.get()), "h", &query.include, &query.exclude);
        let causes = query.causes.iter().map(|cause| cause.as_str()).collect();
        within(named(sql, [(" AND h.cause = ANY($?)", causes)]), "h.refreshed_at", query.at)
    };
    let total = total(connection, filtered("count(*) AS total"))?;
    let columns = "h.id, h.refreshed_at, h.members_count, h.joined, h.\"left\", h.cause, h.milliseconds";
    let rows: Vec<Row> =
        windowed(filtered(columns), query.window, "h.id", |sql| ordered(sql, query)).load(connection)?;
    Ok(Page { items: rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total })
}

fn ordered(sql: Statement, query: &HistoryQuery) -> Statement {
    let column = match query.order {
        HistoryOrder::Date => "h.refreshed_at",
        HistoryOrder::Id => "h.id",
        HistoryOrder::Include => return by_include(sql, "h", &query.include, query.direction),
    };
    by(sql, column, "h", query.direction)
}
