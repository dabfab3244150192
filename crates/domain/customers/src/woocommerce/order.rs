//! A shop's orders.

use std::collections::BTreeMap;

use growffinity_kernel::{Decimal, Money, StoreId};
use serde_json::Value;

use super::{
    item::{Item, ShopFault},
    refund::read_listed,
};
use crate::{LineItem, OrderDraft, OrderSource, OrderStatus, RefundsChange};

/// What WooCommerce's own order attribution begins the keys of its meta data with.
const ATTRIBUTION: &str = "_wc_order_attribution_utm_";

/// An order as a shop tells of one.
#[derive(Debug, Clone, PartialEq)]
pub struct ShopOrder {
    /// What it says.
    pub draft: OrderDraft,
    /// The shop's id of the customer who was signed in; `None` for a guest.
    pub customer: Option<String>,
    /// Whether something was given back. The order tells how much, and not when; its page of refunds does.
    pub has_refunds: bool,
}

/// Reads an order of `store`; `None` for one that is still in someone's cart.
///
/// A status that WooCommerce does not know (plugins add some) is taken as `on-hold`: it counts nowhere until the shop
/// moves it on. One in the bin is `cancelled`.
///
/// # Errors
/// The first member that can't be read.
pub fn read_order(value: &Value, store: StoreId) -> Result<Option<ShopOrder>, ShopFault> {
    let item = Item::whole(value)?;
    let external_id = item.own_id()?;
    let status = item.text("status").unwrap_or_default();
    if matches!(status.as_str(), "checkout-draft" | "auto-draft") {
        return Ok(None);
    }
    let currency = item.text("currency").map(|code| code.parse());
    let currency = currency.transpose().map_err(|_| item.fault("currency", "is not a currency"))?;
    let total = item.money("total")?.ok_or_else(|| item.fault("total", "is missing"))?;
    if total.is_negative() {
        return Err(item.fault("total", "is less than nothing"));
    }
    let coupons = item.list("coupon_lines").filter_map(|line| line.text("code")).filter(|code| !code.is_empty());
    let draft = OrderDraft {
        store: Some(store),
        external_id: Some(external_id),
        number: item.text("number").filter(|number| !number.is_empty()),
        status: (!status.is_empty()).then(|| read_status(&status)),
        currency,
        total: Some(total),
        discount_total: item.money("discount_total")?,
        shipping_total: item.money("shipping_total")?,
        total_tax: item.money("total_tax")?,
        refunds: Some(RefundsChange::All(
            item.list("refunds").map(|refund| read_listed(&refund)).collect::<Result<_, _>>()?,
        )),
        billing: item.address("billing").map(without_bad_email),
        shipping: item.address("shipping"),
        coupon_codes: Some(coupons.collect()),
        payment_method: item.text("payment_method"),
        line_items: Some(item.list("line_items").map(|line| read_line(&line)).collect::<Result<_, _>>()?),
        source: read_source(&item),
        created_at: item.instant("date_created")?,
        modified_at: item.instant("date_modified")?,
        paid_at: item.instant("date_paid")?.map(Some),
        completed_at: item.instant("date_completed")?.map(Some),
        ..OrderDraft::default()
    };
    let customer = item.id("customer_id")?.map(|id| id.to_string());
    Ok(Some(ShopOrder { draft, customer, has_refunds: item.list("refunds").next().is_some() }))
}

fn read_status(name: &str) -> OrderStatus {
    let name = name.strip_prefix("wc-").unwrap_or(name);
    match OrderStatus::from_name(name) {
        Some(status) => status,
        None if name == "trash" => OrderStatus::Cancelled,
        None => OrderStatus::OnHold,
    }
}

/// A shop lets through addresses that are none. The order still counts; it just names nobody.
fn without_bad_email(mut billing: crate::AddressChange) -> crate::AddressChange {
    if billing.email.as_ref().is_some_and(|email| email.parse::<growffinity_kernel::EmailAddress>().is_err()) {
        billing.email = Some(String::new());
    }
    billing
}

fn read_line(line: &Item<'_>) -> Result<LineItem, ShopFault> {
    Ok(LineItem {
        product_id: line.id("product_id")?,
        sku: line.text("sku").unwrap_or_default(),
        name: line.text("name").unwrap_or_default(),
        categories: Vec::new(),
        quantity: read_quantity(line)?,
        total: line.money("total")?.unwrap_or(Money::ZERO),
    })
}

/// Plugins sell by weight; what is not a whole number is rounded.
fn read_quantity(line: &Item<'_>) -> Result<i64, ShopFault> {
    let Some(text) = line.text("quantity").filter(|text| !text.is_empty()) else { return Ok(1) };
    let fault = || line.fault("quantity", "is not a number");
    let quantity = Decimal::from_str_exact(&text).map_err(|_| fault())?.round();
    i64::try_from(quantity).map_err(|_| fault())
}

fn read_source(item: &Item<'_>) -> Option<OrderSource> {
    let utm: BTreeMap<String, String> = item
        .list("meta_data")
        .filter_map(|entry| {
            let name = entry.text("key")?.strip_prefix(ATTRIBUTION)?.to_owned();
            Some((name, entry.text("value").filter(|value| !value.is_empty())?))
        })
        .collect();
    (!utm.is_empty()).then(|| OrderSource { utm, ..OrderSource::default() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Result<Option<ShopOrder>, String> {
        read_order(value, StoreId::new(3).unwrap()).map_err(|fault| fault.to_string())
    }

    fn sample() -> Value {
        json!({
            "id": 727, "parent_id": 0, "number": "A-727", "status": "processing", "currency": "EUR",
            "date_created_gmt": "2026-03-22T19:28:02", "date_modified_gmt": "2026-03-22T19:30:00",
            "date_paid_gmt": "2026-03-22T19:28:08", "date_completed_gmt": null,
            "discount_total": "1.00", "discount_tax": "0.20", "shipping_total": "10.00", "total": "29.35",
            "total_tax": "1.35", "customer_id": 58, "payment_method": "bacs",
            "billing": {"first_name": "Ann", "email": "ann@example.com", "company": "ACME"},
            "shipping": {"city": "Lyon"},
            "meta_data": [
                {"id": 1, "key": "_wc_order_attribution_utm_source", "value": "newsletter"},
                {"id": 2, "key": "_download_permissions_granted", "value": "yes"},
            ],
            "line_items": [
                {"id": 315, "name": "Mug", "product_id": 93, "variation_id": 0, "quantity": 2, "sku": "M-1", "total": "6.00"},
                {"id": 316, "name": "Tea", "product_id": 0, "quantity": 0.5, "sku": null, "total": 12.123_456},
            ],
            "coupon_lines": [{"id": 1, "code": "spring", "discount": "1.00"}],
            "refunds": [{"id": 9, "reason": "", "total": "-3.00"}],
        })
    }

    #[test]
    fn an_order_of_the_rest_api_is_read_whole() {
        let order = read(&sample()).unwrap().unwrap();
        assert_eq!((order.customer.as_deref(), order.has_refunds), (Some("58"), true));
        let draft = order.draft;
        assert_eq!((draft.external_id.as_deref(), draft.number.as_deref()), (Some("727"), Some("A-727")));
        assert_eq!(draft.status, Some(OrderStatus::Processing));
        assert_eq!((draft.total, draft.total_tax), ("29.35".parse().ok(), "1.35".parse().ok()));
        assert_eq!(draft.coupon_codes.unwrap(), ["spring"]);
        assert_eq!(draft.source.unwrap().utm["source"], "newsletter");
        assert_eq!(draft.modified_at.unwrap().to_rfc3339(), "2026-03-22T19:30:00+00:00");
        assert_eq!(draft.completed_at, None);
        let lines = draft.line_items.unwrap();
        assert_eq!((lines[0].product_id, lines[0].sku.as_str(), lines[0].quantity), (Some(93), "M-1", 2));
        assert_eq!(
            (lines[1].product_id, lines[1].sku.as_str(), lines[1].total),
            (None, "", "12.1235".parse().unwrap())
        );
        assert_eq!(draft.billing.unwrap().company.as_deref(), Some("ACME"));
    }

    #[test]
    fn statuses_of_plugins_count_nowhere_and_carts_are_no_orders() {
        let status = |name: &str| {
            let mut order = sample();
            order["status"] = name.into();
            read(&order).unwrap().map(|order| order.draft.status.unwrap())
        };
        assert_eq!(status("wc-completed"), Some(OrderStatus::Completed));
        assert_eq!(status("being-baked"), Some(OrderStatus::OnHold));
        assert_eq!(status("trash"), Some(OrderStatus::Cancelled));
        assert_eq!(status("checkout-draft"), None);
    }

    #[test]
    fn a_bad_address_costs_the_name_and_not_the_order() {
        let mut order = sample();
        order["billing"]["email"] = "ann at home".into();
        assert_eq!(read(&order).unwrap().unwrap().draft.billing.unwrap().email.as_deref(), Some(""));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (pointer, wrong, fault) in [
            ("/total", json!("NaN"), "total: is not an amount"),
            ("/total", json!("-1"), "total: is less than nothing"),
            ("/total", json!(null), "total: is missing"),
            ("/currency", json!("Gold"), "currency: is not a currency"),
            ("/date_modified_gmt", json!("soon"), "date_modified_gmt: is not a date"),
            ("/line_items/1/quantity", json!("many"), "line_items[1].quantity: is not a number"),
            ("/line_items/0/total", json!("99999999999999999999"), "line_items[0].total: is not an amount"),
            ("/id", json!("x"), "id: is not a whole number"),
        ] {
            let mut order = sample();
            *order.pointer_mut(pointer).unwrap() = wrong;
            assert_eq!(read(&order).unwrap_err(), fault);
        }
    }
}
