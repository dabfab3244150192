//! [`OrderStore`] on PostgreSQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    Connection, OptionalExtension, PgConnection, RunQueryDsl,
    sql_types::{Array, Int8},
};
use growffinity_customers::{
    DeleteOrderError, Order, OrderDraft, OrderFilter, OrderOrder, OrderQuery, RecordOrderError, Recorded,
    ports::{OrderStore, RecordTerms},
};
use growffinity_kernel::{OrderId, Origin, Page, StoreError};

use super::{
    filter, order_delete,
    order_rows::{COLUMNS, OrderRow},
    record,
};
use crate::{
    Database,
    error::PgError,
    page::{direction, numbers, total, windowed},
    statement::{Statement, dynamic_statement, statement},
};

/// Orders in `database`.
#[derive(Debug, Clone)]
pub struct PgOrders(Database);

impl PgOrders {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
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
        let query = query.clone();
        self.0.read("list_orders", move |connection| list(connection, &query)).await
    }

    async fn record(
        &self,
        drafts: Vec<OrderDraft>,
        terms: &RecordTerms,
    ) -> Result<Vec<Result<Recorded, RecordOrderError>>, StoreError> {
        let terms = terms.clone();
        self.0
            .run("record_orders", move |connection| {
                connection.transaction(|connection| record::record(connection, &drafts, &terms))
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
                connection.transaction(|connection| order_delete::delete(connection, &orders, origin, now))
            })
            .await
    }
}

fn list(connection: &mut PgConnection, query: &OrderQuery) -> Result<Page<Order>, PgError> {
    let total = count(connection, &query.filter)?;
    let rows: Vec<OrderRow> = page(query).load(connection)?;
    Ok(Page { items: rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total })
}

/// The page's ids are found first, on an index, so that skipped rows cost little.
fn page(query: &OrderQuery) -> Statement {
    let found = filter::orders(
        dynamic_statement(format!(
            "SELECT {COLUMNS} FROM (SELECT *, row_number() OVER () AS position FROM (SELECT o.id FROM orders o WHERE true"
        )),
        &query.filter,
    );
    windowed(found, query.window, "o.id", |sql| ordered(sql, query))
        .push(") found) page JOIN orders o ON o.id = page.id JOIN stores s ON s.id = o.store_id ORDER BY page.position")
}

fn ordered(sql: Statement, query: &OrderQuery) -> Statement {
    let way = direction(query.direction);
    let column = match query.order {
        OrderOrder::Created => "o.created_at",
        OrderOrder::Id => "o.id",
        OrderOrder::Include => {
            return sql
                .push(&format!(" ORDER BY array_position($?, o.id) {way}"))
                .bind::<Array<Int8>, _>(numbers(&query.filter.include));
        }
        OrderOrder::Modified => "o.modified_at",
        OrderOrder::Total => "o.total",
        OrderOrder::Number => "o.number",
    };
    sql.push(&format!(" ORDER BY {column} {way}, o.id {way}"))
}

fn count(connection: &mut PgConnection, filter: &OrderFilter) -> Result<u64, PgError> {
    if *filter == OrderFilter::default() {
        let sum = statement("SELECT coalesce(sum(delta), 0)::bigint AS total FROM row_counts WHERE name = 'orders'");
        return total(connection, sum);
    }
    total(connection, counted(filter))
}

fn counted(filter: &OrderFilter) -> Statement {
    filter::orders(dynamic_statement("SELECT count(*) AS total FROM orders o WHERE true"), filter)
}

#[cfg(test)]
#[path = "order_plans.rs"]
mod plans;
