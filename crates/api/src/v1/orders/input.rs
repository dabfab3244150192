//! What a body can say about an order.

use std::collections::BTreeMap;

use growffinity_customers::{LineItem, OrderDraft, OrderSource, OrderStatus, RefundDraft, RefundsChange};
use growffinity_kernel::{Decimal, Money, OrderId};
use serde_json::{Map, Value};

use crate::{
    rest::params::{
        Bool, Choice, CurrencyCode, FromParams, Int, JsonMap, List, MoneyText, Name, Number, Patch, Reader, Text, id,
    },
    v1::shared::{billing, names_id, shipping, text},
};

/// The body of a create.
pub struct OrderBody {
    /// The order.
    pub draft: OrderDraft,
    /// Whether it names an id.
    pub names_id: bool,
    /// Whether webhooks and workflows hear of it.
    pub notify: bool,
}

impl FromParams for OrderBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let draft = read_draft(reader);
        let notify = notify(reader);
        Some(Self { draft, names_id: names_id(reader), notify })
    }
}

/// Whether others are to hear of what is recorded.
pub(super) fn notify(reader: &mut Reader<'_>) -> bool {
    let about = "false: record it as an import does, without webhooks and workflows.";
    reader.field("notify", Bool).in_query().about(about).or(true)
}

/// An order of a batch's `update`, with its id.
pub(super) fn read_update(reader: &mut Reader<'_>) -> Option<OrderDraft> {
    let id = reader.field("id", id::<OrderId>()).required();
    let draft = read_draft(reader);
    Some(OrderDraft { id: Some(id?), ..draft })
}

/// An order, without an id of ours.
pub(in crate::v1) fn read_draft(reader: &mut Reader<'_>) -> OrderDraft {
    let status = Choice { all: &OrderStatus::ALL, name: OrderStatus::as_str };
    OrderDraft {
        id: None,
        expected: None,
        store: reader.field("store", id()).about("The default store when absent.").optional(),
        external_id: reader.field("external_id", Name(200)).about("The shop's id: told again, it changes.").optional(),
        number: text(reader, "number", 100),
        customer: reader.field("customer_id", id()).about("Wins over billing.email.").optional(),
        status: reader.field("status", status).optional(),
        currency: reader.field("currency", CurrencyCode).about("The site's when absent.").optional(),
        exchange_rate: exchange_rate(reader).nested(),
        total: reader.field("total", MoneyText).about("A new order needs it.").optional(),
        discount_total: reader.field("discount_total", MoneyText).optional(),
        shipping_total: reader.field("shipping_total", MoneyText).optional(),
        total_tax: reader.field("total_tax", MoneyText).optional(),
        refunds: reader.objects("refunds", 1_000, refund).map(RefundsChange::All),
        billing: billing(reader),
        shipping: shipping(reader),
        coupon_codes: reader.field("coupon_codes", List::of_texts(Text(200), 100)).optional(),
        payment_method: text(reader, "payment_method", 100),
        line_items: reader.objects("line_items", 1_000, line_item),
        source: reader.object("source", |reader| Some(source(reader))),
        created_at: reader.date_pair("date_created", "date_created_gmt").nested().flatten(),
        modified_at: reader.date_pair("date_modified", "date_modified_gmt").nested().flatten(),
        paid_at: reader.date_pair("date_paid", "date_paid_gmt").nested(),
        completed_at: reader.date_pair("date_completed", "date_completed_gmt").nested(),
    }
}

/// A refund, in an order or by itself.
pub(super) fn refund(reader: &mut Reader<'_>) -> Option<RefundDraft> {
    let id = reader.field("id", id()).about("Ours, of a refund that is known.").optional();
    let external_id = reader.field("external_id", Name(200)).about("The shop's id: told again, it changes.").optional();
    let amount = reader.field("amount", MoneyText).about("More than 0, in the order's currency.").required();
    if amount == Some(Money::ZERO) {
        reader.fault_at("amount", "rest_out_of_bounds", "amount must be greater than 0 (exclusive)");
    }
    let reason = text(reader, "reason", 1_000);
    let created_at = reader.date_pair("date_created", "date_created_gmt").nested().flatten();
    Some(RefundDraft { id, external_id, amount: amount?, reason, created_at })
}

fn exchange_rate(reader: &mut Reader<'_>) -> Patch<Decimal> {
    let about = "What one unit of the order's currency is worth in the site currency.";
    let rate = reader.field("exchange_rate", Number).about(about).patch();
    if let Patch::Value(rate) = &rate {
        let (zero, limit) = (Decimal::ZERO, Decimal::from(1_000_000_000));
        if *rate <= zero || *rate >= limit || rate.normalize().scale() > 8 {
            let words = "exchange_rate must be greater than 0 (exclusive), with at most 8 decimals";
            reader.fault_at("exchange_rate", "rest_out_of_bounds", words);
        }
    }
    rate
}

fn line_item(reader: &mut Reader<'_>) -> Option<LineItem> {
    let product_id = reader.field("product_id", Int::from(0)).optional().filter(|id| *id > 0);
    let sku = text(reader, "sku", 200).unwrap_or_default();
    let name = text(reader, "name", 500).unwrap_or_default();
    let categories = reader.field("categories", List::of_texts(Text(200), 100)).or(Vec::new());
    let quantity = reader.field("quantity", Int::between(0, 1_000_000_000)).or(1);
    let total = reader.field("total", MoneyText).about("After discounts.").required();
    Some(LineItem { product_id, sku, name, categories, quantity, total: total? })
}

fn source(reader: &mut Reader<'_>) -> OrderSource {
    let campaign_id = reader.field("campaign_id", id()).optional();
    let utm = reader.field("utm", JsonMap).about("utm_* parameters without their prefix.").optional();
    OrderSource { campaign_id, utm: texts(utm.unwrap_or_default()) }
}

fn texts(map: Map<String, Value>) -> BTreeMap<String, String> {
    let text = |value| match value {
        Value::String(text) => Some(text),
        _ => None,
    };
    map.into_iter().filter_map(|(key, value)| Some((key, text(value)?))).collect()
}
