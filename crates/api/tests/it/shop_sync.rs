//! POST /stores/{id}/sync, GET /stores/{id}/sync

use growffinity_testkit::{
    FakeShop, TestApp,
    fake_shop::Trouble::{self, CutOff, HangUp, Status},
};
use serde_json::{Value, json};

use crate::common::id;

/// A node that may reach this machine.
async fn app() -> TestApp {
    TestApp::with_settings(&[("outbound.allow_private", "true"), ("outbound.first_pause", "1 ms")]).await
}

async fn connect(app: &TestApp, shop: &FakeShop) -> i64 {
    let body = json!({"name": "Mugs", "platform": "woocommerce", "url": shop.url(),
        "consumer_key": FakeShop::KEY, "consumer_secret": FakeShop::SECRET});
    id(&app.post("/stores", &body).await.expect(201))
}

/// A shop with 250 orders of 120 customers; every tenth order has a refund of one.
fn shop() -> FakeShop {
    let shop = FakeShop::open();
    shop.put(
        "products",
        json!({"id": 7, "name": "Mug", "sku": "M", "price": "5", "categories": [{"name": "Kitchen"}]}),
    );
    for number in 1..=120 {
        shop.put(
            "customers",
            json!({"id": number, "email": format!("buyer-{number}@example.com"),
            "first_name": format!("Buyer {number}"), "date_modified_gmt": "2026-10-01T00:00:00"}),
        );
    }
    for number in 1..=250 {
        put_order(&shop, number, "10.00", "2026-10-01T00:00:00");
    }
    shop
}

fn put_order(shop: &FakeShop, number: i64, total: &str, modified: &str) {
    let refunded = number % 10 == 0;
    let refunds = if refunded { json!([{"id": 9_000 + number, "total": "-1.00"}]) } else { json!([]) };
    if refunded {
        let refund = json!({"id": 9_000 + number, "amount": "1.00", "reason": "broken",
            "date_created_gmt": "2026-09-15T00:00:00"});
        shop.put(&format!("orders/{number}/refunds"), refund);
    }
    shop.put(
        "orders",
        json!({"id": number, "status": "completed", "currency": "USD", "total": total,
        "customer_id": 1 + number % 120, "date_created_gmt": "2026-09-01T00:00:00", "date_modified_gmt": modified,
        "billing": {"email": "shared@example.com"}, "refunds": refunds,
        "line_items": [{"id": 1, "product_id": 7, "quantity": 1, "total": total}]}),
    );
}

async fn sync(app: &TestApp, store: i64) -> Value {
    assert_eq!(app.post(&format!("/stores/{store}/sync"), &json!({})).await.expect(202)["status"], "queued");
    app.run_due_work().await;
    app.get(&format!("/stores/{store}/sync")).await.expect(200)
}

async fn total(app: &TestApp, list: &str) -> String {
    app.get(&format!("{list}{}per_page=1", if list.contains('?') { "&" } else { "?" }))
        .await
        .header("x-wp-total")
        .to_owned()
}

#[actix_web::test]
async fn everything_a_shop_has_comes_in_once() {
    let (app, shop) = (app().await, shop());
    let store = connect(&app, &shop).await;
    app.get(&format!("/stores/{store}/sync")).await.expect(404);
    shop.trouble([Status(503), HangUp, Status(429), CutOff]);
    let done = sync(&app, store).await;
    assert_eq!((&done["status"], &done["error"]), (&json!("completed"), &json!(null)), "{done}");
    assert_eq!((&done["created"], &done["refused"]), (&json!(1 + 120 + 250), &json!(0)));
    assert_eq!((total(&app, "/customers").await, total(&app, "/orders").await), ("120".to_owned(), "250".to_owned()));
    let order = &app.get(&format!("/orders?store={store}&external_id=10")).await.expect(200)[0];
    assert_eq!(
        (&order["refunded_total"], &order["line_items"][0]["categories"]),
        (&json!("1.00"), &json!(["Kitchen"]))
    );
    assert_eq!(order["refunds"][0]["date_created_gmt"], "2026-09-15T00:00:00");
    let buyer = &app.get("/customers?email=buyer-11@example.com").await.expect(200)[0];
    // Orders 10, 130 and 250 are theirs, each with a refund.
    assert_eq!((&buyer["stats"]["orders_count"], &buyer["stats"]["total_spent"]), (&json!(3), &json!("27.00")));
    assert_ne!(app.get(&format!("/stores/{store}")).await.expect(200)["date_synced_gmt"], json!(null));

    let asked = shop.requests().len();
    put_order(&shop, 3, "99.00", "2026-11-23T09:55:00");
    let again = sync(&app, store).await;
    assert_eq!((&again["status"], &again["updated"]), (&json!("completed"), &json!(1)), "{again}");
    assert_eq!(again["created"], 0);
    let orders = shop.requests()[asked..].iter().filter(|line| line.contains("/orders?")).count();
    assert_eq!(orders, 1, "only what has changed since is asked for");
}

#[actix_web::test]
async fn a_shop_that_is_down_is_asked_again_later_and_goes_on_where_it_stood() {
    let (app, shop) = (app().await, shop());
    let store = connect(&app, &shop).await;
    shop.trouble(std::iter::repeat_n(Status(503), 6));
    let waiting = sync(&app, store).await;
    assert_eq!(waiting["status"], "running");
    assert!(waiting["error"].as_str().unwrap().contains("503"), "{waiting}");
    app.clock().advance(chrono::TimeDelta::minutes(5));
    app.run_due_work().await;
    let done = app.get(&format!("/stores/{store}/sync")).await.expect(200);
    assert_eq!((&done["status"], &done["created"]), (&json!("completed"), &json!(371)));
}

#[actix_web::test]
async fn a_list_that_becomes_shorter_on_the_way_loses_nobody() {
    let (app, shop) = (app().await, shop());
    let store = connect(&app, &shop).await;
    // The first four requests are for a page of products, two of customers, and the first of orders.
    app.post(&format!("/stores/{store}/sync"), &json!({})).await.expect(202);
    let shops = app.services().shops.clone();
    let pages = std::sync::atomic::AtomicUsize::new(0);
    let stop = || pages.fetch_add(1, std::sync::atomic::Ordering::SeqCst) >= 4;
    shops.turn(None, &stop).await.unwrap();
    for number in 1..=5 {
        shop.remove("orders", number);
    }
    app.run_due_work().await;
    let done = app.get(&format!("/stores/{store}/sync")).await.expect(200);
    assert_eq!(done["status"], "completed");
    assert_eq!(
        total(&app, "/orders").await,
        "250",
        "the last pages' orders, and those that went after they had come in"
    );
}

#[actix_web::test]
async fn what_will_not_get_better_fails_and_says_why() {
    let (app, shop) = (app().await, shop());
    let store = connect(&app, &shop).await;
    for (trouble, why) in [(Trouble::Redirect, "elsewhere.example"), (Trouble::Html, "JSON"), (Status(403), "key")] {
        shop.trouble([trouble]);
        let failed = sync(&app, store).await;
        assert_eq!(failed["status"], "failed");
        assert!(failed["error"].as_str().unwrap().contains(why), "{failed}");
    }
    shop.put("customers", json!({"id": 500, "email": "nobody"}));
    let done = sync(&app, store).await;
    assert_eq!((&done["status"], &done["refused"]), (&json!("completed"), &json!(1)));
    assert_eq!(
        done["errors"],
        json!([{"list": "customers", "external_id": "500", "message": "email: is not an e-mail address"}])
    );

    let unconnected = id(&app.post("/stores", &json!({"name": "Teas"})).await.expect(201));
    let refused = app.post(&format!("/stores/{unconnected}/sync"), &json!({})).await.expect(409);
    assert_eq!(refused["code"], "growffinity_rest_store_not_connected");
    app.post("/stores/4711/sync", &json!({})).await.expect(404);
}

#[actix_web::test]
async fn a_private_address_is_not_asked_unless_it_may_be() {
    let (app, shop) = (TestApp::start().await, shop());
    let store = connect(&app, &shop).await;
    let failed = sync(&app, store).await;
    assert_eq!(failed["status"], "failed");
    assert!(failed["error"].as_str().unwrap().contains("not public"), "{failed}");
    assert!(shop.requests().is_empty());
}
