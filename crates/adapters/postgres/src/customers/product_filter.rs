//! Lists of products: filters, orders, totals.

use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int8, Text},
};
use growffinity_customers::{Product, ProductFilter, ProductOrder, ProductQuery};
use growffinity_kernel::Page;

use super::{
    product_record::{COLUMNS, ProductRow},
    search::push_search,
};
use crate::{
    counts::counted,
    error::PgError,
    page::{among, by, by_include, total, windowed, within},
    statement::{Statement, dynamic_statement},
};

/// A part of the list of products.
pub(super) fn list(connection: &mut PgConnection, query: &ProductQuery) -> Result<Page<Product>, PgError> {
    let total = if query.filter == ProductFilter::default() {
        counted(connection, vec!["products".to_owned()])?
    } else {
        let matching = dynamic_statement("SELECT count(*) AS total FROM products p WHERE true");
        total(connection, filtered(matching, &query.filter))?
    };
    let found = filtered(
        dynamic_statement(format!(
            "SELECT {COLUMNS} FROM (SELECT *, row_number() OVER () AS position FROM (SELECT p.id FROM products p WHERE true"
        )),
        &query.filter,
    );
    let rows: Vec<ProductRow> = windowed(found, query.window, "p.id", |sql| ordered(sql, query))
        .push(
            ") found) page JOIN products p ON p.id = page.id JOIN stores s ON s.id = p.store_id ORDER BY page.position",
        )
        .load(connection)?;
    Ok(Page { items: rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total })
}

fn ordered(sql: Statement, query: &ProductQuery) -> Statement {
    let column = match query.order {
        ProductOrder::Name => "lower(p.name)",
        ProductOrder::Id => "p.id",
        ProductOrder::Include => return by_include(sql, "p", &query.filter.include, query.direction),
        ProductOrder::Created => "p.created_at",
        ProductOrder::Modified => "p.modified_at",
    };
    by(sql, column, "p", query.direction)
}

fn filtered(mut sql: Statement, filter: &ProductFilter) -> Statement {
    if let Some(search) = &filter.search {
        sql = push_search(sql.push(" AND "), "product_words(p.name, p.sku)", search);
    }
    sql = among(sql, "p", &filter.include, &filter.exclude);
    sql = within(sql, "p.created_at", filter.created);
    sql = within(sql, "p.modified_at", filter.modified);
    if let Some(store) = filter.store {
        sql = sql.push(" AND p.store_id = $?").bind::<Int8, _>(store.get());
    }
    if let Some(external_id) = &filter.external_id {
        sql = sql.push(" AND p.external_id = $?").bind::<Text, _>(external_id.clone());
    }
    if let Some(sku) = &filter.sku {
        sql = sql.push(" AND lower(p.sku) = lower($?) AND p.sku <> ''").bind::<Text, _>(sku.clone());
    }
    if let Some(category) = &filter.category {
        sql = sql.push(" AND p.categories @> $?").bind::<Array<Text>, _>(vec![category.clone()]);
    }
    sql
}
