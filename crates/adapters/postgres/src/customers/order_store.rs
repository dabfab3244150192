//! [`OrderStore`] on PostgreSQL.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{OptionalExtension, PgConnection, RunQueryDsl, sql_types::Int8};
use growffinity_customers::{
    DeleteOrderError, Order, OrderDraft, OrderFilter, OrderOrder, OrderQuery, RecordOrderError, Recorded,
    ports::{OrderStore, RecordTerms},
};
use growffinity_kernel::{OrderId, Origin, Page, StoreError, Window};

use super::{
    filter, order_delete,
    order_facets::Facet,
    order_rows::{COLUMNS, OrderRow},
    record,
};
use crate::{
    Database,
    counts::{self, Counts},
    error::PgError,
    page::{by, by_include, windowed},
    statement::{Statement, dynamic_statement},
    transaction::within,
};

/// Orders in `database`.
#[derive(Debug, Clone)]
pub struct PgOrders(Database, Counts);

impl PgOrders {
    /// The store in `database`.
    pub fn new(database: Database) -> Self {
        Self(database, Counts::default())
    }
}

#[async_trait]
impl OrderStore for PgOrders {
    async fn find(&self, id: OrderId) -> Result<Option<Order>, StoreError> {
        self.0
            .read("find_order", move |connection| {
                let row: Option<OrderRow> = dynamic_statement(format!(
                    "SELECT {COLUMNS} FROM orders o JOIN stores s ON s.id = o.store_id WHERE o.id = $?"
                ))
                .cached()
                .bind::<Int8, _>(id.get())
                .get_result(connection)
                .optional()?;
                row.map(TryInto::try_into).transpose()
            })
            .await
    }

    async fn list(&self, query: &OrderQuery) -> Result<Page<Order>, StoreError> {
        let (query, counts) = (query.clone(), self.1.clone());
        self.0.read("list_orders", move |connection| list(connection, &counts, &query)).await
    }

    async fn record(
        &self,
        drafts: Vec<OrderDraft>,
        terms: &RecordTerms,
    ) -> Result<Vec<Result<Recorded, RecordOrderError>>, StoreError> {
        let terms = terms.clone();
        self.0
            .run("record_orders", move |connection| {
                within(connection, |connection| record::record(connection, &drafts, &terms))
            })
            .await
    }

    async fn delete(
        &self,
        orders: Vec<(OrderId, Option<i32>)>,
        origin: Origin,
        now: DateTime<Utc>,
    ) -> Result<Vec<Result<Order, DeleteOrderError>>, StoreError> {
        self.0
            .run("delete_orders", move |connection| {
                within(connection, |connection| order_delete::delete(connection, &orders, origin, now))
            })
            .await
    }
}

fn list(connection: &mut PgConnection, counts: &Counts, query: &OrderQuery) -> Result<Page<Order>, PgError> {
    let total = count(connection, counts, &query.filter)?;
    let rows: Vec<OrderRow> = page(query).load(connection)?;
    Ok(Page { items: rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total })
}

/// The page's ids are found first, on an index, so that skipped rows cost little.
fn page(query: &OrderQuery) -> Statement {
    let sql = dynamic_statement(format!(
        "SELECT {COLUMNS} FROM (SELECT *, row_number() OVER () AS position FROM (SELECT id FROM "
    ));
    let by_time = query.order == OrderOrder::Created && matches!(query.window, Window::Offset { .. });
    let found = if let Some((facet, rest)) = Facet::of(&query.filter).filter(|_| by_time) {
        by_facet(sql, facet, &rest, query)
    } else {
        let found = filter::orders(sql.push("orders o WHERE true"), &query.filter);
        windowed(found, query.window, "o.id", |sql| ordered(sql, query))
    };
    found
        .push(") found) page JOIN orders o ON o.id = page.id JOIN stores s ON s.id = o.store_id ORDER BY page.position")
}

/// The ids by time, off the facet's index; the orders are looked at only if `rest` asks for more.
fn by_facet(sql: Statement, facet: Facet, rest: &OrderFilter, query: &OrderQuery) -> Statement {
    let found =
        facet.push_from(sql.push("(SELECT d.ordered_at, d.order_id AS id FROM ("), query.direction).push(") d) f");
    let found = if *rest == OrderFilter::default() {
        found.push(" WHERE true")
    } else {
        filter::orders(found.push(" JOIN orders o USING (id) WHERE true"), rest)
    };
    windowed(found, query.window, "f.id", |sql| by(sql, "f.ordered_at", "f", query.direction))
}

fn ordered(sql: Statement, query: &OrderQuery) -> Statement {
    let column = match query.order {
        OrderOrder::Created => "o.created_at",
        OrderOrder::Id => "o.id",
        OrderOrder::Include => return by_include(sql, "o", &query.filter.include, query.direction),
        OrderOrder::Modified => "o.modified_at",
        OrderOrder::Total => "o.total",
        OrderOrder::Number => "o.number",
    };
    by(sql, column, "o", query.direction)
}

/// There are counters for no filter and for status, store or currency alone; else the matching rows are counted.
fn count(connection: &mut PgConnection, counts: &Counts, filter: &OrderFilter) -> Result<u64, PgError> {
    match counters(filter) {
        Some(names) => counts::counted(connection, names),
        None => counts.total(connection, ("orders", filter), || counted(filter)),
    }
}

fn counters(filter: &OrderFilter) -> Option<Vec<String>> {
    let none = OrderFilter::default;
    if *filter == none() {
        return Some(vec!["orders".to_owned()]);
    }
    if *filter == (OrderFilter { status: filter.status.clone(), ..none() }) {
        let names: BTreeSet<_> = filter.status.iter().map(|it| format!("orders:status:{}", it.as_str())).collect();
        return Some(names.into_iter().collect());
    }
    if let Some(currency) = filter.currency
        && *filter == (OrderFilter { currency: filter.currency, ..none() })
    {
        return Some(vec![format!("orders:currency:{currency}")]);
    }
    let store = filter.store.filter(|_| *filter == OrderFilter { store: filter.store, ..none() })?;
    Some(vec![format!("orders:store:{store}")])
}

fn counted(filter: &OrderFilter) -> Statement {
    if let Some((facet, _)) = Facet::of(filter).filter(|(_, rest)| *rest == OrderFilter::default()) {
        return facet.push(dynamic_statement("SELECT count(*) AS total FROM (")).push(") d");
    }
    filter::orders(dynamic_statement("SELECT count(*) AS total FROM orders o WHERE true"), filter)
}

#[cfg(test)]
#[path = "order_plans.rs"]
mod plans;
