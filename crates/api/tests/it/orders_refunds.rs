//! Refunds, by themselves and in orders.

use growffinity_testkit::{TestApp, builders};
use serde_json::{Value, json};

use crate::common::{id, order, params};

async fn stats(app: &TestApp, order: i64) -> (Value, Value, Value) {
    let order = app.get(&format!("/orders/{order}")).await.expect(200);
    let customer = app.get(&format!("/customers/{}", order["customer_id"])).await.expect(200);
    let stats = &customer["stats"];
    (stats["orders_count"].clone(), stats["total_spent"].clone(), stats["refunded_total"].clone())
}

#[actix_web::test]
async fn a_part_given_back_is_taken_off_and_the_whole_leaves_the_counts() {
    let app = TestApp::start().await;
    let id = order(&app, "ann@example.com", "50").await;
    let path = format!("/orders/{id}/refunds");
    let body = json!({"amount": 5, "reason": "Chipped", "date_created": "2026-11-20T09:00:00"});
    let refund = app.post(&path, &body).await.expect(201);
    assert_eq!(
        (&refund["amount"], &refund["reason"], &refund["date_created"]),
        (&json!("5.00"), &json!("Chipped"), &json!("2026-11-20T09:00:00"))
    );
    let shown = app.get(&format!("/orders/{id}")).await.expect(200);
    assert_eq!((&shown["refunded_total"], &shown["refunds"]), (&json!("5.00"), &json!([refund])));
    assert_eq!(stats(&app, id).await, (json!(1), json!("45.00"), json!("5.00")));

    let error = app.post(&path, &json!({"amount": "45.01"})).await.expect(400);
    assert_eq!(error["code"], "growffinity_rest_refund_too_large");
    for wrong in
        [json!({}), json!({"amount": 0}), json!({"amount": "-5"}), json!({"amount": "NaN"}), json!({"amount": 1e40})]
    {
        assert_eq!(params(&app.post(&path, &wrong).await.expect(400)), ["amount"], "{wrong}");
    }
    assert_eq!(
        app.post("/orders/999/refunds", &json!({"amount": 1})).await.expect(404)["code"],
        "growffinity_rest_order_invalid_id"
    );
    assert_eq!(app.get("/orders/999/refunds").await.expect(404)["code"], "growffinity_rest_order_invalid_id");

    app.post(&path, &json!({"amount": "45"})).await.expect(201);
    let shown = app.get(&format!("/orders/{id}")).await.expect(200);
    assert_eq!((&shown["status"], &shown["refunded_total"]), (&json!("refunded"), &json!("50.00")));
    assert_eq!(stats(&app, id).await, (json!(0), json!("0.00"), json!("0.00")));
    let list = app.get(&path).await;
    assert_eq!(list.header("x-wp-total"), "2");
    let amounts: Vec<_> = list.expect(200).as_array().unwrap().iter().map(|one| one["amount"].clone()).collect();
    assert_eq!(amounts, ["45.00", "5.00"], "the newest first");
    for (query, total) in [("modified_before=2026-11-21T00:00:00", "1"), ("modified_after=2026-11-21T00:00:00", "1")] {
        assert_eq!(app.get(&format!("{path}?{query}")).await.header("x-wp-total"), total, "{query}");
    }
    let second = app.get(&format!("{path}?per_page=1&page=2")).await.expect(200);
    assert_eq!(second[0]["id"], refund["id"]);
    app.run_due_work().await;
}

#[actix_web::test]
async fn an_order_brings_its_refunds_and_is_told_them_again() {
    let app = TestApp::start().await;
    let refunds = json!([{"external_id": "71", "amount": "5", "date_created": "2026-11-21T10:00:00"}, {"amount": "2"}]);
    let body = builders::order("ann@example.com", "50").external_id("1").with("refunds", refunds);
    let first = app.post("/orders", body.json()).await.expect(201);
    assert_eq!((&first["refunded_total"], &first["refunds"][0]["external_id"]), (&json!("7.00"), &json!("71")));
    let again = app.post("/orders", body.json()).await.expect(200);
    assert_eq!(again, first);
    let order = id(&first);
    let back = json!({"refunds": first["refunds"]});
    assert_eq!(app.put(&format!("/orders/{order}"), &back).await.expect(200), first, "what was read can be written");

    let path = format!("/orders/{order}/refunds");
    let news = app.post(&path, &json!({"external_id": "71", "amount": "6"})).await.expect(201);
    assert_eq!((&news["id"], &news["amount"]), (&first["refunds"][0]["id"], &json!("6.00")));
    app.post(&path, &json!({"external_id": "71", "amount": "6"})).await.expect(200);
    let fewer = app.put(&format!("/orders/{order}"), &json!({"refunds": [{"amount": "2"}]})).await.expect(200);
    assert_eq!((&fewer["refunded_total"], &fewer["refunds"][0]["id"]), (&json!("2.00"), &first["refunds"][1]["id"]));
    assert_eq!(stats(&app, order).await, (json!(1), json!("48.00"), json!("2.00")));
    let none = app.put(&format!("/orders/{order}"), &json!({"refunds": []})).await.expect(200);
    assert_eq!((&none["refunded_total"], &none["refunds"]), (&json!("0.00"), &json!([])));
    let error = app.put(&format!("/orders/{order}"), &json!({"refunds": [{"amount": "51"}]})).await.expect(400);
    assert_eq!(error["code"], "growffinity_rest_refund_too_large");
    app.run_due_work().await;
}

#[actix_web::test]
async fn what_can_not_be_counted_in_the_site_currency_is_refused() {
    let app = TestApp::start().await;
    let body =
        builders::order("ann@example.com", "99999999999999").with("currency", "EUR").with("exchange_rate", "1.5");
    assert_eq!(params(&app.post("/orders", body.json()).await.expect(400)), ["exchange_rate"]);
    for _ in 0..12 {
        app.post("/orders", builders::order("ann@example.com", "99999999999999").json()).await.expect(201);
    }
    let list = app.get("/customers?email=ann@example.com").await.expect(200);
    assert_eq!(list[0]["stats"]["total_spent"], "1199999999999988.00");
    app.run_due_work().await;
}
