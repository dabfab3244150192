//! Lists of imports.

use diesel::{PgConnection, RunQueryDsl, sql_types::Text};
use growffinity_customers::imports::{Import, ImportOrder, ImportQuery};
use growffinity_kernel::Page;

use super::rows::{COLUMNS, ImportRow};
use crate::{
    error::PgError,
    page::{among, by, by_include, named, total, windowed, within},
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
    let names = [
        (" AND i.status = ANY($?)", query.status.iter().map(|status| status.as_str()).collect()),
        (" AND i.type = ANY($?)", query.item_type.iter().map(|kind| kind.as_str()).collect()),
    ];
    sql = named(among(sql, "i", &query.include, &query.exclude), names);
    let sql = within(sql, "i.created_at", query.created);
    within(sql, "i.modified_at", query.modified)
}

fn ordered(sql: Statement, query: &ImportQuery) -> Statement {
    match query.order {
        ImportOrder::Created => by(sql, "i.created_at", "i", query.direction),
        ImportOrder::Id => by(sql, "i.id", "i", query.direction),
        ImportOrder::Include => by_include(sql, "i", &query.include, query.direction),
    }
}
