//! Orders in answers.

use std::collections::BTreeMap;

use growffinity_customers::{LineItem, Order, Refund};
use growffinity_kernel::{Currency, Money};
use serde::Serialize;
use utoipa::ToSchema;

use super::{AddressView, Links, Ref, date_pair};
use crate::{rest::dates, state::State};

/// An order.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 9, "store": {"id": 1, "name": "Main shop"}, "external_id": "1001", "number": "1001", "status": "completed",
    "currency": "USD", "exchange_rate": null, "total": "50.00", "discount_total": "0.00", "shipping_total": "5.00",
    "total_tax": "0.00", "refunded_total": "5.00", "refunds": [{"id": 1, "external_id": null, "amount": "5.00", "reason": "Chipped",
        "date_created": "2026-01-07T10:00:00", "date_created_gmt": "2026-01-07T10:00:00"}], "customer_id": 1,
    "billing": {"first_name": "Ann", "last_name": "Lee", "company": "", "address_1": "", "address_2": "", "city": "",
        "state": "", "postcode": "", "country": "US", "email": "ann@example.com", "phone": ""},
    "shipping": {"first_name": "", "last_name": "", "company": "", "address_1": "", "address_2": "", "city": "",
        "state": "", "postcode": "", "country": "", "phone": ""},
    "coupon_codes": ["SPRING"], "payment_method": "stripe",
    "line_items": [{"product_id": 7, "sku": "A-1", "name": "Mug", "categories": ["Kitchen"], "quantity": 2, "total": "45.00"}],
    "source": {"campaign_id": null, "utm": {}},
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-01-05T10:00:00", "date_modified_gmt": "2026-01-05T10:00:00",
    "date_paid": null, "date_paid_gmt": null,
    "date_completed": "2026-01-05T10:00:00", "date_completed_gmt": "2026-01-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/orders/9"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/orders"}]}
}))]
pub struct OrderView {
    id: i64,
    store: Ref,
    external_id: Option<String>,
    number: String,
    /// `pending`, `processing`, `on-hold`, `completed`, `cancelled`, `refunded` or `failed`.
    status: &'static str,
    currency: String,
    exchange_rate: Option<String>,
    total: String,
    discount_total: String,
    shipping_total: String,
    total_tax: String,
    refunded_total: String,
    refunds: Vec<RefundView>,
    customer_id: Option<i64>,
    billing: AddressView,
    shipping: AddressView,
    coupon_codes: Vec<String>,
    payment_method: String,
    line_items: Vec<LineItemView>,
    source: SourceView,
    date_created: String,
    date_created_gmt: String,
    date_modified: String,
    date_modified_gmt: String,
    date_paid: Option<String>,
    date_paid_gmt: Option<String>,
    date_completed: Option<String>,
    date_completed_gmt: Option<String>,
    #[schema(value_type = Object)]
    _links: Links,
}

/// What was given back once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({"id": 1, "external_id": null, "amount": "5.00", "reason": "Chipped",
    "date_created": "2026-01-07T10:00:00", "date_created_gmt": "2026-01-07T10:00:00"}))]
pub struct RefundView {
    id: Option<i64>,
    external_id: Option<String>,
    amount: String,
    reason: String,
    /// When it was given back: the day it counts on.
    date_created: String,
    date_created_gmt: String,
}

impl RefundView {
    /// The refund as answers show it, in the order's currency.
    pub fn new(refund: Refund, currency: Currency, app: &State) -> Self {
        let (date_created, date_created_gmt) = dates::pair(refund.created_at, app.site.timezone);
        Self {
            id: refund.id.map(growffinity_kernel::RefundId::get),
            external_id: refund.external_id,
            amount: refund.amount.format(currency),
            reason: refund.reason,
            date_created,
            date_created_gmt,
        }
    }
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineItemView {
    product_id: Option<i64>,
    sku: String,
    name: String,
    categories: Vec<String>,
    quantity: i64,
    total: String,
}

/// What brought the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SourceView {
    campaign_id: Option<i64>,
    utm: BTreeMap<String, String>,
}

impl LineItemView {
    fn new(line: LineItem, currency: Currency) -> Self {
        let LineItem { product_id, sku, name, categories, quantity, total } = line;
        Self { product_id, sku, name, categories, quantity, total: total.format(currency) }
    }
}

impl OrderView {
    /// The order as answers show it.
    pub fn new(order: Order, app: &State) -> Self {
        let Order { id, store, data, .. } = order;
        let site = app.site;
        let (date_created, date_created_gmt) = dates::pair(data.created_at, site.timezone);
        let (date_modified, date_modified_gmt) = dates::pair(data.modified_at, site.timezone);
        let (date_paid, date_paid_gmt) = date_pair(data.paid_at, site);
        let (date_completed, date_completed_gmt) = date_pair(data.completed_at, site);
        let text = |money: Money| money.format(data.currency);
        let collection = app.v1("/orders");
        let mut links = Links::new(format!("{collection}/{id}"), collection);
        if let Some(customer) = data.customer {
            links = links.related("customer", app.v1(&format!("/customers/{customer}")));
        }
        let refunded_total = data.refunded_total();
        let refunds = data.refunds.iter().map(|refund| RefundView::new(refund.clone(), data.currency, app)).collect();
        let line = |line| LineItemView::new(line, data.currency);
        Self {
            id: id.get(),
            store: Ref { id: store.id.get(), name: store.name },
            external_id: data.external_id,
            number: data.number,
            status: data.status.as_str(),
            currency: data.currency.to_string(),
            exchange_rate: data.exchange_rate.map(|rate| rate.normalize().to_string()),
            total: text(data.total),
            discount_total: text(data.discount_total),
            shipping_total: text(data.shipping_total),
            total_tax: text(data.total_tax),
            refunded_total: text(refunded_total),
            refunds,
            customer_id: data.customer.map(growffinity_kernel::CustomerId::get),
            billing: AddressView::billing(data.billing),
            shipping: AddressView::shipping(data.shipping),
            coupon_codes: data.coupon_codes,
            payment_method: data.payment_method,
            line_items: data.line_items.into_iter().map(line).collect(),
            source: SourceView {
                campaign_id: data.source.campaign_id.map(growffinity_kernel::CampaignId::get),
                utm: data.source.utm,
            },
            date_created,
            date_created_gmt,
            date_modified,
            date_modified_gmt,
            date_paid,
            date_paid_gmt,
            date_completed,
            date_completed_gmt,
            _links: links,
        }
    }
}
