//! Lists of products: filters, orders, totals.

use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int8, Text},
};
use growffinity_customers::{Product, ProductFilter, ProductOrder, ProductQuery};
use growffinity_kernel::Page;

use super::{
    filter::like,
    product_record::{COLUMNS, ProductRow},
};
use crate::{
    error::PgError,
    page::{direction, numbers, total, windowed, within},
    statement::{Statement, dynamic_statement, statement},
};

/// A part of the list of products.
pub(super) fn list(connection: &mut PgConnection, query: &ProductQuery) -> Result<Page<Product>, PgError> {
    let total = if query.filter == ProductFilter::default() {
        let sum = "SELECT coalesce(sum(delta), 0)::bigint AS total FROM row_counts WHERE name = 'products'";
        total(connection, statement(sum))?
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
    let way = direction(query.direction);
    let column = match query.order {
        ProductOrder::Name => "lower(p.name)",
        ProductOrder::Id => return sql.push(&format!(" ORDER BY p.id {way}")),
        ProductOrder::Include => {
            return sql
                .push(&format!(" ORDER BY array_position($?, p.id) {way}"))
                .bind::<Array<Int8>, _>(numbers(&query.filter.include));
        }
        ProductOrder::Created => "p.created_at",
        ProductOrder::Modified => "p.modified_at",
    };
    sql.push(&format!(" ORDER BY {column} {way}, p.id {way}"))
}

fn filtered(mut sql: Statement, filter: &ProductFilter) -> Statement {
    if let Some(search) = &filter.search {
        let pattern = like(search);
        sql = sql
            .push(" AND (p.name ILIKE $? OR p.sku ILIKE $?)")
            .bind::<Text, _>(pattern.clone())
            .bind::<Text, _>(pattern);
    }
    if !filter.include.is_empty() {
        sql = sql.push(" AND p.id = ANY($?)").bind::<Array<Int8>, _>(numbers(&filter.include));
    }
    if !filter.exclude.is_empty() {
        sql = sql.push(" AND p.id <> ALL($?)").bind::<Array<Int8>, _>(numbers(&filter.exclude));
    }
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
