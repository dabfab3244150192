//! What all lists share: totals, directions, spans of time and parts.

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Text, Timestamptz},
};
use growffinity_kernel::{Direction, Span, Window};

use crate::{error::PgError, number::count, statement::Statement};

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = Int8)]
    total: i64,
}

/// The count that `sql` answers in its column `total`.
pub(crate) fn total(connection: &mut PgConnection, sql: Statement) -> Result<u64, PgError> {
    let row: Total = sql.get_result(connection)?;
    count(row.total)
}

/// `ASC` or `DESC`.
pub(crate) const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Ascending => "ASC",
        Direction::Descending => "DESC",
    }
}

/// Ends a statement, whose last word is a condition, with the part of the list asked for: by `id` ascending on a walk,
/// else in the order that `ordered` gives it.
///
/// The numbers stand in the text: with `LIMIT $1` PostgreSQL can't tell that few rows are wanted, and would plan the
/// statement anew each time it is run.
pub(crate) fn windowed(
    sql: Statement,
    window: Window,
    id: &str,
    ordered: impl FnOnce(Statement) -> Statement,
) -> Statement {
    let limit = window.limit().get();
    match window {
        Window::After { after, .. } => {
            sql.push(&format!(" AND {id} > $? ORDER BY {id} LIMIT {limit}")).bind::<Int8, _>(after)
        }
        Window::Offset { offset, .. } => {
            let offset = i64::try_from(offset).unwrap_or(i64::MAX);
            ordered(sql).push(&format!(" LIMIT {limit} OFFSET {offset}"))
        }
    }
}

/// Whether a window takes one of few forms, so that its statement is worth keeping.
pub(crate) const fn is_first_or_walk(window: Window) -> bool {
    matches!(window, Window::After { .. } | Window::Offset { offset: 0, .. })
}

/// Adds the condition that `column` lies within `span`, as far as its ends are given.
pub(crate) fn within(mut sql: Statement, column: &str, span: Span) -> Statement {
    for (comparison, instant) in [(" > $?", span.after), (" < $?", span.before)] {
        if let Some(instant) = instant {
            sql = sql.push(" AND ").push(column).push(comparison).bind::<Timestamptz, _>(instant);
        }
    }
    sql
}

/// Adds the conditions that every list knows of the table called `alias`: only these ids, not those.
pub(crate) fn among<T: Copy + Into<i64>>(mut sql: Statement, alias: &str, include: &[T], exclude: &[T]) -> Statement {
    for (condition, ids) in [(".id = ANY($?)", include), (".id <> ALL($?)", exclude)] {
        if !ids.is_empty() {
            sql = sql.push(" AND ").push(alias).push(condition).bind::<Array<Int8>, _>(numbers(ids));
        }
    }
    sql
}

/// Adds those of `conditions` that have names to compare with, each a condition with one `$?` for the list of them.
pub(crate) fn named<const N: usize>(mut sql: Statement, conditions: [(&str, Vec<&'static str>); N]) -> Statement {
    for (condition, names) in conditions {
        if !names.is_empty() {
            sql = sql.push(condition).bind::<Array<Text>, _>(names);
        }
    }
    sql
}

/// Orders by `column`, then by the id of the table called `alias`, both from the same end.
pub(crate) fn by(sql: Statement, column: &str, alias: &str, end: Direction) -> Statement {
    let way = direction(end);
    sql.push(&format!(" ORDER BY {column} {way}, {alias}.id {way}"))
}

/// Orders the rows of the table called `alias` as their ids stand in `ids`.
pub(crate) fn by_include<T: Copy + Into<i64>>(sql: Statement, alias: &str, ids: &[T], end: Direction) -> Statement {
    let way = direction(end);
    sql.push(&format!(" ORDER BY array_position($?, {alias}.id) {way}")).bind::<Array<Int8>, _>(numbers(ids))
}

/// Ids as numbers.
pub(crate) fn numbers<T: Copy + Into<i64>>(ids: &[T]) -> Vec<i64> {
    ids.iter().map(|id| (*id).into()).collect()
}
