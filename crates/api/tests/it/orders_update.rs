//! PUT /orders/{id}

use growffinity_testkit::{Answer, TestApp, builders};
use reqwest::Method;
use serde_json::json;

use crate::common::{customer, order, params};

#[actix_web::test]
async fn a_partial_change_moves_the_stats() {
    let app = TestApp::start().await;
    let id = order(&app, "ann@example.com", "50").await;
    let changed = app.put(&format!("/orders/{id}"), &json!({"total": "60", "status": "processing"})).await.expect(200);
    assert_eq!((&changed["total"], &changed["status"]), (&json!("60.00"), &json!("processing")));
    let stats = async || {
        let answer = app.get(&format!("/customers/{}", changed["customer_id"])).await.expect(200);
        (answer["stats"]["orders_count"].clone(), answer["stats"]["total_spent"].clone())
    };
    assert_eq!(stats().await, (json!(1), json!("60.00")));
    for method in [Method::PATCH, Method::POST] {
        let request = app.request(method, &format!("/orders/{id}")).json(&json!({"status": "cancelled"}));
        assert_eq!(Answer::to(request).await.expect(200)["status"], "cancelled");
    }
    assert_eq!(stats().await, (json!(0), json!("0.00")));
    assert_eq!(app.put(&format!("/orders/{id}"), &json!({})).await.expect(200)["total"], "60.00", "nothing to change");
    assert_eq!(
        app.put("/orders/999", &json!({"total": 1})).await.expect(404)["code"],
        "growffinity_rest_order_invalid_id"
    );
    app.run_due_work().await;
}

#[actix_web::test]
async fn an_order_moves_with_its_address_and_stays_with_whom_it_was_given_to() {
    let app = TestApp::start().await;
    let bob = customer(&app, "bob@example.com").await;
    let id = order(&app, "ann@example.com", "50").await;
    let given = app.put(&format!("/orders/{id}"), &json!({"customer_id": bob})).await.expect(200);
    assert_eq!(given["customer_id"], bob);
    let same = json!({"billing": {"email": "Ann@example.com", "city": "Lyon"}});
    assert_eq!(
        app.put(&format!("/orders/{id}"), &same).await.expect(200)["customer_id"],
        bob,
        "the address is no news"
    );
    let moved = json!({"billing": {"email": "cat@example.com"}});
    let moved = app.put(&format!("/orders/{id}"), &moved).await.expect(200);
    let cat = app.get(&format!("/customers/{}", moved["customer_id"])).await.expect(200);
    assert_eq!((&cat["email"], &cat["stats"]["orders_count"]), (&json!("cat@example.com"), &json!(1)));
    let unknown = app.put(&format!("/orders/{id}"), &json!({"customer_id": 999})).await.expect(404);
    assert_eq!(unknown["code"], "growffinity_rest_customer_invalid_id");
    app.run_due_work().await;
}

#[actix_web::test]
async fn store_external_id_and_version_are_checked() {
    let app = TestApp::start().await;
    let body = builders::order("ann@example.com", "50").external_id("7");
    let made = app.post("/orders", body.json()).await.expect(201);
    let path = format!("/orders/{}", made["id"]);
    assert_eq!(
        app.put(&path, &json!({"external_id": "7", "store": made["store"], "total": 51})).await.expect(200)["total"],
        "51.00"
    );
    assert_eq!(params(&app.put(&path, &json!({"external_id": "8"})).await.expect(400)), ["external_id"]);
    assert_eq!(params(&app.put(&path, &json!({"store": 99})).await.expect(400)), ["store"]);
    let stale = app.request(Method::PUT, &path).header("If-Match", "\"1-x\"").json(&json!({"total": 1}));
    assert_eq!(Answer::to(stale).await.expect(412)["code"], "growffinity_rest_conflict");
    let fresh = app.request(Method::PUT, &path).header("If-Match", "\"2-x\"").json(&json!({"total": 1}));
    assert_eq!(Answer::to(fresh).await.expect(200)["total"], "1.00");
    app.run_due_work().await;
}
