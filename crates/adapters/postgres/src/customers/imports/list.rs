//! Lists of imports.

use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int8, Text},
};
use growffinity_customers::imports::{Import, ImportOrder, ImportQuery};
use growffinity_kernel::Page;

use super::rows::{COLUMNS, ImportRow};
use crate::{
    error::PgError,
    page::{direction, numbers, total, windowed, within},
    statement::{Statement, dynamic_statement},
};

/// A part of the list of imports.
pub(super) fn imports(connection: &mut PgConnection, query: &ImportQuery) -> Result<Page<Import>, PgError> {
    let counted = dynamic_statement("SELECT count(*) AS total FROM imports i WHERE true");
    let total = total(connection, filtered(counted, query))?;
    let found = filtered(dynamic_statement(format!("SELECT {COLUMNS} FROM imports i WHERE true")), query);
    let rows: Vec<ImportRow> = windowed(found, query.window, "i.id", |sql| ordered(sql, query)).load(connection)?;
    Ok(Page { items: rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total })
}

fn filtered(mut sql: Statement, query: &ImportQuery) -> Statement {
    if let Some(search) = &query.search {
        sql = sql.push(" AND strpos(lower(i.file_name), lower($?)) > 0").bind::<Text, _>(search.clone());
    }
    if !query.include.is_empty() {
        sql = sql.push(" AND i.id = ANY($?)").bind::<Array<Int8>, _>(numbers(&query.include));
    }
    if !query.exclude.is_empty() {
        sql = sql.push(" AND i.id <> ALL($?)").bind::<Array<Int8>, _>(numbers(&query.exclude));
    }
    let names = [
        (" AND i.status = ANY($?)", query.status.iter().map(|status| status.as_str()).collect::<Vec<_>>()),
        (" AND i.type = ANY($?)", query.item_type.iter().map(|kind| kind.as_str()).collect()),
    ];
    for (condition, names) in names {
        if !names.is_empty() {
            sql = sql.push(condition).bind::<Array<Text>, _>(names);
        }
    }
    let sql = within(sql, "i.created_at", query.created);
    within(sql, "i.modified_at", query.modified)
}

fn ordered(sql: Statement, query: &ImportQuery) -> Statement {
    let way = direction(query.direction);
    match query.order {
        ImportOrder::Created => sql.push(&format!(" ORDER BY i.created_at {way}, i.id {way}")),
        ImportOrder::Id => sql.push(&format!(" ORDER BY i.id {way}")),
        ImportOrder::Include => sql
            .push(&format!(" ORDER BY array_position($?, i.id) {way}, i.id {way}"))
            .bind::<Array<Int8>, _>(numbers(&query.include)),
    }
}
