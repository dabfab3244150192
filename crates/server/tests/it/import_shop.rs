//! `growffinity import woocommerce`: killed on the way, and run again.

use growffinity_testkit::{FakeShop, TestDb};
use serde_json::json;

use crate::node::{Node, say, until};

/// A shop with 900 orders of 30 customers.
fn shop() -> FakeShop {
    let shop = FakeShop::open();
    for number in 1..=30 {
        shop.put("customers", json!({"id": number, "email": format!("buyer-{number}@example.com")}));
    }
    for number in 1..=900 {
        let order = json!({"id": number, "status": "completed", "currency": "USD", "total": "2.50",
            "customer_id": 1 + number % 30, "date_created_gmt": "2026-09-01T00:00:00",
            "date_modified_gmt": "2026-10-01T00:00:00", "billing": {}, "line_items": [], "refunds": []});
        shop.put("orders", order);
    }
    shop
}

#[test]
fn a_shop_is_fetched_to_the_end_however_often_it_is_cut_short() {
    let (db, shop, folder) = (TestDb::create(), shop(), tempfile::tempdir().unwrap());
    let (url, data) = (shop.url(), folder.path().display().to_string());
    let words = ["import", "woocommerce", "--url", &url, "--key", FakeShop::KEY, "--secret", FakeShop::SECRET];
    let settings = [("outbound.allow_private", "on"), ("data_dir", data.as_str())];
    let first = Node::start(&db, &words, &settings);
    let pages = |shop: &FakeShop| shop.requests().iter().filter(|line| line.contains("/orders?")).count();
    until("some pages of orders are read", || (pages(&shop) >= 4).then_some(()));
    first.kill();
    let read = pages(&shop);
    let kept = db.number("SELECT count(*) AS number FROM orders");
    assert!(kept < 900, "it was cut short");

    let set: Vec<String> = settings.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let again: Vec<&str> = words.iter().copied().chain(set.iter().flat_map(|one| ["--set", one.as_str()])).collect();
    let said = say(&db, &again);
    assert!(said.lines().last().unwrap().contains("completed, all;"), "{said}");
    assert!(!said.contains("cs_"), "{said}");
    assert!(pages(&shop) - read < 9, "it went on where it stood: {:?}", shop.requests());
    let orders = "SELECT count(*) AS number FROM orders WHERE external_id IS NOT NULL";
    assert_eq!((db.number(orders), db.number("SELECT count(*) AS number FROM customers")), (900, 30));
    assert_eq!(db.number("SELECT (sum(total_spent) * 100)::bigint AS number FROM customers"), 900 * 250);
    assert_eq!(db.number("SELECT count(*) AS number FROM stores WHERE platform = 'woocommerce'"), 1);
}
