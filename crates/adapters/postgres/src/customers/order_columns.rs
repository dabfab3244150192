//! Many orders turned into one array a column, for statements that write sets.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Int8, Jsonb, Nullable, Numeric, Text, Timestamptz};
use growffinity_customers::OrderData;
use growffinity_kernel::{Currency, Decimal};
use serde::Serialize;
use serde_json::Value;

use super::write::stored;
use crate::{error::PgError, statement::Statement};

/// Names of the columns that [`OrderColumns::bind`] gives values to, in its order.
pub(super) const NAMES: &str = "store_id, external_id, number, customer_id, status, currency, exchange_rate, total, \
    discount_total, shipping_total, total_tax, refunded_total, base_rate, billing, shipping, coupon_codes, \
    payment_method, line_items, source, paid_at, completed_at, created_at, modified_at";

/// As many placeholders.
pub(super) const PLACES: &str =
    "$?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?, $?";

/// One array a column.
#[derive(Default)]
pub(super) struct OrderColumns {
    store: Vec<i64>,
    external_id: Vec<Option<String>>,
    number: Vec<String>,
    customer: Vec<Option<i64>>,
    status: Vec<&'static str>,
    currency: Vec<String>,
    exchange_rate: Vec<Option<Decimal>>,
    total: Vec<Decimal>,
    discount_total: Vec<Decimal>,
    shipping_total: Vec<Decimal>,
    total_tax: Vec<Decimal>,
    refunded_total: Vec<Decimal>,
    base_rate: Vec<Option<Decimal>>,
    billing: Vec<Value>,
    shipping: Vec<Value>,
    coupon_codes: Vec<Value>,
    payment_method: Vec<String>,
    line_items: Vec<Value>,
    source: Vec<Value>,
    paid_at: Vec<Option<DateTime<Utc>>>,
    completed_at: Vec<Option<DateTime<Utc>>>,
    created_at: Vec<DateTime<Utc>>,
    modified_at: Vec<DateTime<Utc>>,
}

impl OrderColumns {
    /// Adds an order; `site` is the site currency.
    pub(super) fn push(&mut self, order: &OrderData, site: Currency) -> Result<(), PgError> {
        self.store.push(order.store.get());
        self.external_id.push(order.external_id.clone());
        self.number.push(order.number.clone());
        self.customer.push(order.customer.map(Into::into));
        self.status.push(order.status.as_str());
        self.currency.push(order.currency.to_string());
        self.exchange_rate.push(order.exchange_rate);
        self.total.push(order.total.decimal());
        self.discount_total.push(order.discount_total.decimal());
        self.shipping_total.push(order.shipping_total.decimal());
        self.total_tax.push(order.total_tax.decimal());
        self.refunded_total.push(order.refunded_total().decimal());
        self.base_rate.push(order.base_rate(site));
        self.billing.push(stored(&order.billing)?);
        self.shipping.push(stored(&order.shipping)?);
        self.coupon_codes.push(json(&order.coupon_codes)?);
        self.payment_method.push(order.payment_method.clone());
        self.line_items.push(json(&order.line_items)?);
        self.source.push(json(&order.source)?);
        self.paid_at.push(order.paid_at);
        self.completed_at.push(order.completed_at);
        self.created_at.push(order.created_at);
        self.modified_at.push(order.modified_at);
        Ok(())
    }

    /// How many orders.
    pub(super) fn len(&self) -> usize {
        self.store.len()
    }

    /// Gives the next placeholders the arrays, in the order of [`NAMES`].
    pub(super) fn bind(self, statement: Statement) -> Statement {
        statement
            .bind::<Array<Int8>, _>(self.store)
            .bind::<Array<Nullable<Text>>, _>(self.external_id)
            .bind::<Array<Text>, _>(self.number)
            .bind::<Array<Nullable<Int8>>, _>(self.customer)
            .bind::<Array<Text>, _>(self.status)
            .bind::<Array<Text>, _>(self.currency)
            .bind::<Array<Nullable<Numeric>>, _>(self.exchange_rate)
            .bind::<Array<Numeric>, _>(self.total)
            .bind::<Array<Numeric>, _>(self.discount_total)
            .bind::<Array<Numeric>, _>(self.shipping_total)
            .bind::<Array<Numeric>, _>(self.total_tax)
            .bind::<Array<Numeric>, _>(self.refunded_total)
            .bind::<Array<Nullable<Numeric>>, _>(self.base_rate)
            .bind::<Array<Jsonb>, _>(self.billing)
            .bind::<Array<Jsonb>, _>(self.shipping)
            .bind::<Array<Jsonb>, _>(self.coupon_codes)
            .bind::<Array<Text>, _>(self.payment_method)
            .bind::<Array<Jsonb>, _>(self.line_items)
            .bind::<Array<Jsonb>, _>(self.source)
            .bind::<Array<Nullable<Timestamptz>>, _>(self.paid_at)
            .bind::<Array<Nullable<Timestamptz>>, _>(self.completed_at)
            .bind::<Array<Timestamptz>, _>(self.created_at)
            .bind::<Array<Timestamptz>, _>(self.modified_at)
    }
}

fn json(value: &impl Serialize) -> Result<Value, PgError> {
    serde_json::to_value(value).map_err(|error| PgError::inconsistent("order", error))
}
