//! POST /stores/{id}/woocommerce

use growffinity_customers::woocommerce::sign;
use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::id;

const SECRET: &str = "between us";

/// A shop that sends webhooks.
struct Shop {
    app: TestApp,
    store: i64,
}

impl Shop {
    async fn connected() -> Self {
        let app = TestApp::start().await;
        let body = json!({"name": "Mugs", "platform": "woocommerce", "webhook_secret": SECRET});
        let store = id(&app.post("/stores", &body).await.expect(201));
        Self { app, store }
    }

    async fn sends(&self, topic: &str, item: &Value) -> Value {
        let body = item.to_string();
        let signature = sign(SECRET, body.as_bytes());
        self.sends_signed(topic, body, &signature).await.expect(200)
    }

    async fn sends_signed(&self, topic: &str, body: String, signature: &str) -> Answer {
        let request = self
            .app
            .anonymous(Method::POST, &format!("/stores/{}/woocommerce", self.store))
            .header("content-type", "application/json")
            .header("x-wc-webhook-topic", topic)
            .header("x-wc-webhook-signature", signature)
            .body(body);
        Answer::to(request).await
    }

    async fn order(&self, external_id: &str) -> Vec<Value> {
        let path = format!("/orders?store={}&external_id={external_id}", self.store);
        let orders = self.app.get(&path).await.expect(200);
        orders.as_array().unwrap().clone()
    }
}

fn order(total: &str, status: &str, modified: &str) -> Value {
    json!({
        "id": 727, "number": "727", "status": status, "currency": "USD", "total": total, "customer_id": 58,
        "date_created_gmt": "2026-11-20T08:00:00", "date_modified_gmt": modified, "date_paid_gmt": null,
        "billing": {"first_name": "Ann", "last_name": "Lee", "email": "other@example.com", "country": "US"},
        "line_items": [{"id": 1, "product_id": 93, "name": "Mug", "sku": "", "quantity": 2, "total": total}],
        "refunds": [],
    })
}

fn customer(first_name: &str, modified: &str) -> Value {
    json!({"id": 58, "email": "ann@example.com", "first_name": first_name, "last_name": "Lee",
        "date_created_gmt": "2026-01-02T00:00:00", "date_modified_gmt": modified, "billing": {"city": "Boston"}})
}

#[actix_web::test]
async fn what_a_shop_tells_is_taken_in_whatever_the_order() {
    let shop = Shop::connected().await;
    let taken = json!({"status": "taken_in", "message": null});
    let product = json!({"id": 93, "name": "Mug", "sku": "M-1", "price": "25.00", "categories": [{"name": "Kitchen"}]});
    assert_eq!(shop.sends("product.created", &product).await, taken);
    assert_eq!(shop.sends("customer.created", &customer("Ann", "2026-11-20T08:00:00")).await, taken);
    assert_eq!(shop.sends("order.created", &order("50.00", "processing", "2026-11-20T08:00:05")).await, taken);
    assert_eq!(shop.sends("order.updated", &order("40.00", "completed", "2026-11-21T08:00:00")).await, taken);
    // Late, and twice.
    shop.sends("order.updated", &order("50.00", "processing", "2026-11-20T09:00:00")).await;
    shop.sends("order.updated", &order("40.00", "completed", "2026-11-21T08:00:00")).await;
    shop.sends("customer.updated", &customer("Anna", "2026-11-22T08:00:00")).await;
    shop.sends("customer.updated", &customer("Ann", "2026-11-21T08:00:00")).await;

    let orders = shop.order("727").await;
    assert_eq!(orders.len(), 1);
    assert_eq!((&orders[0]["status"], &orders[0]["total"]), (&json!("completed"), &json!("40.00")));
    assert_eq!(orders[0]["line_items"][0]["categories"], json!(["Kitchen"]));
    let path = format!("/customers/{}", orders[0]["customer_id"]);
    let ann = shop.app.get(&path).await.expect(200);
    assert_eq!(
        (&ann["email"], &ann["first_name"]),
        (&json!("ann@example.com"), &json!("Anna")),
        "the account, not the billing address"
    );
    assert_eq!(ann["external_ids"], json!([{"store": shop.store, "external_id": "58"}]));
    assert_eq!((&ann["stats"]["orders_count"], &ann["stats"]["total_spent"]), (&json!(1), &json!("40.00")));
    assert_eq!(ann["billing"]["city"], "Boston");
    assert_eq!(ann["consent"]["email"]["status"], "pending");
    shop.app.run_due_work().await;
}

#[actix_web::test]
async fn a_deleted_order_stays_deleted_until_it_is_restored() {
    let shop = Shop::connected().await;
    shop.sends("order.created", &order("50.00", "processing", "2026-11-20T08:00:05")).await;
    assert_eq!(shop.sends("order.deleted", &json!({"id": 727})).await["status"], "taken_in");
    assert!(shop.order("727").await.is_empty());
    shop.sends("order.updated", &order("50.00", "processing", "2026-11-20T08:00:05")).await;
    assert!(shop.order("727").await.is_empty(), "word from before it was deleted");
    shop.sends("order.restored", &order("50.00", "processing", "2026-11-24T00:00:00")).await;
    assert_eq!(shop.order("727").await.len(), 1);
    shop.app.run_due_work().await;
}

#[actix_web::test]
async fn who_does_not_sign_is_not_heard() {
    let shop = Shop::connected().await;
    let body = order("50.00", "processing", "2026-11-20T08:00:05").to_string();
    for signature in ["", "bm9uZQ==", "not base64", &sign("another", body.as_bytes())] {
        let refused = shop.sends_signed("order.created", body.clone(), signature).await.expect(401);
        assert_eq!(refused["code"], "growffinity_rest_signature_invalid");
    }
    assert!(shop.order("727").await.is_empty());
    let ping = shop.app.anonymous(Method::POST, &format!("/stores/{}/woocommerce", shop.store));
    let ping = ping.header("content-type", "application/x-www-form-urlencoded").body("webhook_id=7");
    assert_eq!(Answer::to(ping).await.expect(200)["status"], "pong");
    let elsewhere = shop.app.anonymous(Method::POST, "/stores/4711/woocommerce").body("webhook_id=7");
    assert_eq!(Answer::to(elsewhere).await.expect(404)["code"], "growffinity_rest_store_invalid_id");
    // A store that has no secret trusts nobody.
    let unconnected = Shop { store: id(&shop.app.post("/stores", &json!({"name": "Teas"})).await.expect(201)), ..shop };
    let signature = sign("", body.as_bytes());
    unconnected.sends_signed("order.created", body, &signature).await.expect(401);
}

#[actix_web::test]
async fn a_shop_may_send_more_than_any_caller() {
    let shop = Shop::connected().await;
    for number in 1..=150 {
        let mut item = order("1.00", "completed", "2026-11-20T08:00:05");
        item["id"] = number.into();
        assert_eq!(shop.sends("order.created", &item).await["status"], "taken_in", "{number}");
    }
    shop.app.run_due_work().await;
}

#[actix_web::test]
async fn guessing_a_secret_is_stopped() {
    let shop = Shop::connected().await;
    let mut stopped = false;
    for _ in 0..40 {
        let answer = shop.sends_signed("order.created", "{}".to_owned(), "bm9uZQ==").await;
        stopped |= answer.status == 429;
    }
    assert!(stopped);
}

#[actix_web::test]
async fn what_can_not_be_taken_in_is_told_and_costs_nothing_else() {
    let shop = Shop::connected().await;
    for (topic, item, message) in [
        ("order.created", json!({"id": 1, "total": "NaN"}), "total: is not an amount"),
        ("order.created", json!({"id": 1, "total": "1", "currency": "Gold"}), "currency: is not a currency"),
        ("order.created", json!([]), "item: is not an object"),
        ("customer.updated", json!({"id": 9, "email": "nobody"}), "email: is not an e-mail address"),
        ("order.deleted", json!({}), "id: is missing"),
    ] {
        assert_eq!(shop.sends(topic, &item).await, json!({"status": "refused", "message": message}));
    }
    for (topic, item) in
        [("coupon.created", json!({"id": 1})), ("customer.deleted", json!({"id": 58})), ("", json!({}))]
    {
        assert_eq!(shop.sends(topic, &item).await["status"], "ignored");
    }
    let broken = shop.sends_signed("order.created", "{".to_owned(), &sign(SECRET, b"{")).await.expect(400);
    assert_eq!(broken["code"], "rest_invalid_json");
    let guest = order("5.00", "completed", "2026-11-20T08:00:05");
    assert_eq!(shop.sends("order.created", &guest).await["status"], "taken_in");
    shop.app.run_due_work().await;
}
