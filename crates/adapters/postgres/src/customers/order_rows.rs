//! An order as it is stored.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName,
    sql_types::{Int4, Int8, Nullable, Numeric, Text, Timestamptz},
};
use growffinity_customers::{Order, OrderData, OrderStatus, Refund, StoreRef};
use growffinity_kernel::{CustomerId, Decimal, OrderId, RefundId, StoreId};

use super::rows::{address_text, id, json_text, money};
use crate::error::PgError;

/// The columns of an [`OrderRow`], from `orders o` and `stores s`.
pub(super) const COLUMNS: &str = "o.id, o.store_id, s.name AS store_name, o.external_id, o.number, o.customer_id, \
    o.status, o.currency, o.exchange_rate, o.total, o.discount_total, o.shipping_total, o.total_tax, \
    o.billing::text AS billing, o.shipping::text AS shipping, o.coupon_codes::text AS coupon_codes, \
    o.payment_method, o.line_items::text AS line_items, o.source::text AS source, o.paid_at, \
    o.completed_at, o.version, o.created_at, o.modified_at, CASE WHEN o.refunded_total > 0 THEN \
    (SELECT jsonb_agg(jsonb_build_array(f.id, f.external_id, f.amount::text, f.reason, f.created_at) ORDER BY f.id) \
        FROM refunds f WHERE f.order_id = o.id)::text END AS refunds";

#[derive(QueryableByName)]
pub(super) struct OrderRow {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Int8)]
    store_id: i64,
    #[diesel(sql_type = Text)]
    store_name: String,
    #[diesel(sql_type = Nullable<Text>)]
    external_id: Option<String>,
    #[diesel(sql_type = Text)]
    number: String,
    #[diesel(sql_type = Nullable<Int8>)]
    customer_id: Option<i64>,
    #[diesel(sql_type = Text)]
    status: String,
    #[diesel(sql_type = Text)]
    currency: String,
    #[diesel(sql_type = Nullable<Numeric>)]
    exchange_rate: Option<Decimal>,
    #[diesel(sql_type = Numeric)]
    total: Decimal,
    #[diesel(sql_type = Numeric)]
    discount_total: Decimal,
    #[diesel(sql_type = Numeric)]
    shipping_total: Decimal,
    #[diesel(sql_type = Numeric)]
    total_tax: Decimal,
    #[diesel(sql_type = Text)]
    billing: String,
    #[diesel(sql_type = Text)]
    shipping: String,
    #[diesel(sql_type = Text)]
    coupon_codes: String,
    #[diesel(sql_type = Text)]
    payment_method: String,
    #[diesel(sql_type = Text)]
    line_items: String,
    #[diesel(sql_type = Text)]
    source: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    paid_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    completed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Int4)]
    version: i32,
    #[diesel(sql_type = Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = Timestamptz)]
    modified_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    refunds: Option<String>,
}

fn refunds(stored: Option<&str>) -> Result<Vec<Refund>, PgError> {
    type Stored = (RefundId, Option<String>, String, String, DateTime<Utc>);
    let Some(stored) = stored else { return Ok(Vec::new()) };
    let rows: Vec<Stored> = json_text("refunds", stored)?;
    rows.into_iter()
        .map(|(id, external_id, amount, reason, created_at)| {
            let amount = amount.parse().map_err(|error| PgError::inconsistent("refund", error))?;
            Ok(Refund { id: Some(id), external_id, amount, reason, created_at })
        })
        .collect()
}

impl TryFrom<OrderRow> for Order {
    type Error = PgError;

    fn try_from(row: OrderRow) -> Result<Self, PgError> {
        let store = id("store id", StoreId::new(row.store_id))?;
        let customer = row.customer_id.map(|number| id("customer id", CustomerId::new(number))).transpose()?;
        let data = OrderData {
            store,
            external_id: row.external_id,
            number: row.number,
            customer,
            status: OrderStatus::from_name(&row.status)
                .ok_or_else(|| PgError::inconsistent("order status", &row.status))?,
            currency: row.currency.parse().map_err(|error| PgError::inconsistent("currency", error))?,
            exchange_rate: row.exchange_rate.map(|rate| rate.normalize()),
            total: money("total", row.total)?,
            discount_total: money("discount_total", row.discount_total)?,
            shipping_total: money("shipping_total", row.shipping_total)?,
            total_tax: money("total_tax", row.total_tax)?,
            refunds: refunds(row.refunds.as_deref())?,
            billing: address_text(&row.billing)?,
            shipping: address_text(&row.shipping)?,
            coupon_codes: json_text("coupon codes", &row.coupon_codes)?,
            payment_method: row.payment_method,
            line_items: json_text("line items", &row.line_items)?,
            source: json_text("source", &row.source)?,
            created_at: row.created_at,
            modified_at: row.modified_at,
            paid_at: row.paid_at,
            completed_at: row.completed_at,
        };
        Ok(Self {
            id: id("order id", OrderId::new(row.id))?,
            store: StoreRef { id: store, name: row.store_name },
            version: row.version,
            data,
        })
    }
}
