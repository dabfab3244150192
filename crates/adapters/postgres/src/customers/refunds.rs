//! Refunds of the orders of a batch, written beside them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int8, Nullable, Numeric, Text, Timestamptz},
};
use growffinity_customers::Refund;
use growffinity_kernel::{Decimal, RefundId};

use super::{record::Entry, rows::id};
use crate::{
    error::PgError,
    statement::{IdRow, statement},
};

/// One array a column.
#[derive(Default)]
struct Columns {
    id: Vec<Option<i64>>,
    order: Vec<i64>,
    external_id: Vec<Option<String>>,
    amount: Vec<Decimal>,
    reason: Vec<String>,
    created_at: Vec<DateTime<Utc>>,
}

impl Columns {
    fn push(&mut self, order: i64, refund: &Refund) {
        self.id.push(refund.id.map(RefundId::get));
        self.order.push(order);
        self.external_id.push(refund.external_id.clone());
        self.amount.push(refund.amount.decimal());
        self.reason.push(refund.reason.clone());
        self.created_at.push(refund.created_at);
    }
}

/// Makes the stored refunds those of the orders as they are now, and gives new ones their ids.
///
/// A changed one is taken out and put back under its id: two may have changed their external ids for each other's.
pub(super) fn write(connection: &mut PgConnection, entries: &mut [Entry]) -> Result<(), PgError> {
    let mut out = Vec::new();
    let mut columns = Columns::default();
    for entry in entries.iter() {
        let (Some(order), Some(now)) = (entry.id, &entry.now) else { continue };
        let before = entry.before.as_ref().map_or(&[][..], |before| &before.data.refunds);
        let known: HashMap<_, _> = before.iter().map(|refund| (refund.id, refund)).collect();
        out.extend(before.iter().filter(|refund| !now.refunds.contains(refund)).filter_map(|refund| refund.id));
        for refund in now.refunds.iter().filter(|refund| known.get(&refund.id) != Some(refund)) {
            columns.push(order.get(), refund);
        }
    }
    if !out.is_empty() {
        statement("DELETE FROM refunds WHERE id = ANY($?)")
            .bind::<Array<Int8>, _>(out.into_iter().map(RefundId::get).collect::<Vec<_>>())
            .execute(connection)?;
    }
    if columns.order.is_empty() {
        return Ok(());
    }
    let rows: Vec<IdRow> = statement(
        "INSERT INTO refunds (id, order_id, external_id, amount, reason, created_at) OVERRIDING SYSTEM VALUE \
         SELECT coalesce(n.id, nextval(pg_get_serial_sequence('refunds', 'id'))), n.order_id, n.external_id, n.amount, \
            n.reason, n.created_at \
         FROM (SELECT * FROM unnest($?, $?, $?, $?, $?, $?) WITH ORDINALITY \
            AS n (id, order_id, external_id, amount, reason, created_at, place) ORDER BY place) n RETURNING id",
    )
    .bind::<Array<Nullable<Int8>>, _>(columns.id.clone())
    .bind::<Array<Int8>, _>(columns.order)
    .bind::<Array<Nullable<Text>>, _>(columns.external_id)
    .bind::<Array<Numeric>, _>(columns.amount)
    .bind::<Array<Text>, _>(columns.reason)
    .bind::<Array<Timestamptz>, _>(columns.created_at)
    .load(connection)?;
    let mut new = rows.into_iter().zip(columns.id).filter_map(|(row, known)| known.is_none().then_some(row.id));
    for refund in entries.iter_mut().filter_map(|entry| entry.now.as_mut()).flat_map(|order| &mut order.refunds) {
        if refund.id.is_none() {
            refund.id = Some(id("refund id", new.next().and_then(RefundId::new))?);
        }
    }
    Ok(())
}
