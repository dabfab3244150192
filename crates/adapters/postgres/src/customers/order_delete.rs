//! Deleting orders: stats and events included.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int8},
};
use growffinity_customers::{DeleteOrderError, Order, events};
use growffinity_kernel::{CustomerId, DomainEvent, OrderId, Origin};

use super::{
    order_rows::{COLUMNS, OrderRow},
    stats,
};
use crate::{
    error::PgError,
    outbox,
    statement::{dynamic_statement, statement},
};

/// Deletes `wanted`; see the port.
pub(super) fn delete(
    connection: &mut PgConnection,
    wanted: &[(OrderId, Option<i32>)],
    origin: Origin,
    now: DateTime<Utc>,
) -> Result<Vec<Result<Order, DeleteOrderError>>, PgError> {
    let mut known = locked(connection, wanted)?;
    let outcomes: Vec<_> = wanted
        .iter()
        .map(|(id, expected)| {
            let current = known.get(id).map(|order| order.version).ok_or(DeleteOrderError::UnknownOrder(*id))?;
            if expected.is_some_and(|expected| expected != current) {
                return Err(DeleteOrderError::Stale { current });
            }
            known.remove(id).ok_or(DeleteOrderError::UnknownOrder(*id))
        })
        .collect();
    let gone: Vec<&Order> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).collect();
    let touched: BTreeSet<i64> = gone.iter().filter_map(|order| order.data.customer).map(CustomerId::get).collect();
    let touched: Vec<i64> = touched.into_iter().collect();
    stats::lock(connection, &touched)?;
    statement("DELETE FROM orders WHERE id = ANY($?)")
        .bind::<Array<Int8>, _>(gone.iter().map(|order| order.id.get()).collect::<Vec<_>>())
        .execute(connection)?;
    let relabelled = stats::refresh(connection, &touched, now)?;
    let deleted = gone.iter().map(|order| events::order_deleted(order.id, order.data.customer, origin, now));
    let labelled = relabelled.into_iter().map(|id| events::customer_updated(id, &["label"], origin, now));
    let told: Vec<DomainEvent> = deleted.chain(labelled).collect();
    outbox::append(connection, &told)?;
    Ok(outcomes)
}

fn locked(
    connection: &mut PgConnection,
    wanted: &[(OrderId, Option<i32>)],
) -> Result<BTreeMap<OrderId, Order>, PgError> {
    let rows: Vec<OrderRow> = dynamic_statement(format!(
        "SELECT {COLUMNS} FROM orders o JOIN stores s ON s.id = o.store_id WHERE o.id = ANY($?) \
         ORDER BY o.id FOR UPDATE OF o"
    ))
    .cached()
    .bind::<Array<Int8>, _>(wanted.iter().map(|(id, _)| id.get()).collect::<Vec<_>>())
    .load(connection)?;
    rows.into_iter()
        .map(|row| {
            let order = Order::try_from(row)?;
            Ok((order.id, order))
        })
        .collect()
}
