//! Reading tags and groups.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Int4, Int8, Text, Timestamptz},
};
use growffinity_customers::{
    MarkKind, UniqueName,
    marks::{Mark, MarkOrder, MarkQuery},
};
use growffinity_kernel::{MarkId, Page};

use super::tables::Tables;
use crate::{
    customers::{filter::like, rows::id},
    error::PgError,
    page::{among, by, by_include, total, windowed, within},
    statement::{Statement, dynamic_statement},
};

#[derive(QueryableByName)]
struct MarkRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    slug: String,
    #[diesel(sql_type = Text)]
    description: String,
    #[diesel(sql_type = Int8)]
    customers_count: i64,
    #[diesel(sql_type = Int4)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    modified_at: DateTime<Utc>,
}

impl MarkRow {
    fn mark(self, kind: MarkKind) -> Result<Mark, PgError> {
        Ok(Mark {
            id: id("mark id", MarkId::new(self.id))?,
            kind,
            name: UniqueName::parse(&self.name).ok_or_else(|| PgError::inconsistent("name of a mark", &self.name))?,
            slug: self.slug,
            description: self.description,
            customers_count: crate::number::count(self.customers_count)?,
            version: self.version,
            created_at: self.created_at,
            modified_at: self.modified_at,
        })
    }
}

/// The columns of a [`MarkRow`], from the marks `t`.
fn columns(kind: MarkKind) -> String {
    format!(
        "t.id, t.name, t.slug, t.description, t.version, t.created_at, t.modified_at, {} AS customers_count",
        count(kind)
    )
}

/// How many customers carry the mark `t`.
fn count(kind: MarkKind) -> String {
    let Tables { counter, .. } = Tables::of(kind);
    format!("(SELECT coalesce(sum(k.delta), 0)::bigint FROM row_counts k WHERE k.name = '{counter}' || t.id)")
}

/// The same for all marks at once, for sorting by it.
fn sums(kind: MarkKind) -> String {
    let Tables { counter, .. } = Tables::of(kind);
    format!(
        "LEFT JOIN (SELECT k.name, sum(k.delta) AS customers_count FROM row_counts k GROUP BY k.name) a \
         ON a.name = '{counter}' || t.id"
    )
}

/// The mark with this id.
pub(super) fn find(connection: &mut PgConnection, kind: MarkKind, number: i64) -> Result<Option<Mark>, PgError> {
    let Tables { marks, .. } = Tables::of(kind);
    let sql = dynamic_statement(format!("SELECT {} FROM {marks} t WHERE t.id = $?", columns(kind))).cached();
    let row: Option<MarkRow> = sql.bind::<Int8, _>(number).get_result(connection).optional()?;
    row.map(|row| row.mark(kind)).transpose()
}

/// A part of the list of marks.
pub(super) fn list(connection: &mut PgConnection, kind: MarkKind, query: &MarkQuery) -> Result<Page<Mark>, PgError> {
    let Tables { marks, .. } = Tables::of(kind);
    let counted = dynamic_statement(format!("SELECT count(*) AS total FROM {marks} t WHERE true"));
    let total = total(connection, filtered(counted, query))?;
    let summed = match query.order {
        MarkOrder::CustomersCount => sums(kind),
        MarkOrder::Name | MarkOrder::Id | MarkOrder::Include | MarkOrder::Created | MarkOrder::Modified => {
            String::new()
        }
    };
    let found = dynamic_statement(format!(
        "SELECT {} FROM (SELECT *, row_number() OVER () AS position FROM (SELECT t.id FROM {marks} t {summed} WHERE true",
        columns(kind)
    ));
    let rows: Vec<MarkRow> = windowed(filtered(found, query), query.window, "t.id", |sql| ordered(sql, query))
        .push(&format!(") found) page JOIN {marks} t ON t.id = page.id ORDER BY page.position"))
        .load(connection)?;
    Ok(Page { items: rows.into_iter().map(|row| row.mark(kind)).collect::<Result<_, _>>()?, total })
}

fn filtered(mut sql: Statement, query: &MarkQuery) -> Statement {
    if let Some(search) = &query.search {
        sql = sql.push(" AND t.name ILIKE $?").bind::<Text, _>(like(search));
    }
    sql = among(sql, "t", &query.include, &query.exclude);
    sql = within(sql, "t.created_at", query.created);
    within(sql, "t.modified_at", query.modified)
}

fn ordered(sql: Statement, query: &MarkQuery) -> Statement {
    let column = match query.order {
        MarkOrder::Name => "t.folded",
        MarkOrder::Id => "t.id",
        MarkOrder::Include => return by_include(sql, "t", &query.include, query.direction),
        MarkOrder::Created => "t.created_at",
        MarkOrder::Modified => "t.modified_at",
        MarkOrder::CustomersCount => "coalesce(a.customers_count, 0)",
    };
    by(sql, column, "t", query.direction)
}
