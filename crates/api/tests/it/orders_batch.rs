//! POST /orders/batch

use growffinity_testkit::{Answer, TestApp, builders::order};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::id;

#[actix_web::test]
async fn good_orders_are_recorded_and_bad_ones_answered_one_by_one() {
    let app = TestApp::start().await;
    let known = id(&app.post("/orders", order("ann@example.com", "10").json()).await.expect(201));
    let batch = json!({
        "create": [
            order("bob@example.com", "20").external_id("b-1").json(),
            {"total": "x"},
            order("cat@example.com", "30").json(),
            order("dan@example.com", "40").with("id", 3).json(),
            "nonsense",
            order("eve@example.com", "5").with("store", 99).json(),
        ],
        "update": [{"id": known, "total": "15"}, {"id": 999, "total": "1"}, {"total": "1"}],
        "delete": [known, 999, known, "x"],
    });
    let done = app.post("/orders/batch", &batch).await.expect(200);
    let codes = |list: &Value| -> Vec<String> {
        let code = |one: &Value| one["error"]["code"].as_str().unwrap_or("").to_owned();
        list.as_array().unwrap().iter().map(code).collect()
    };
    let expected = [
        "",
        "rest_invalid_param",
        "",
        "growffinity_rest_existing_id",
        "rest_invalid_param",
        "growffinity_rest_store_invalid_id",
    ];
    assert_eq!(codes(&done["create"]), expected);
    assert_eq!(codes(&done["update"]), ["", "growffinity_rest_order_invalid_id", "rest_missing_callback_param"]);
    let unknown = "growffinity_rest_order_invalid_id";
    assert_eq!(codes(&done["delete"]), ["", unknown, unknown, unknown]);
    assert_eq!((&done["delete"][0]["id"], &done["delete"][0]["total"]), (&json!(known), &json!("15.00")));
    assert_eq!(done["create"][1]["id"], 0);
    assert_eq!(done["update"][0]["total"], "15.00");
    assert_eq!(done["update"][1]["id"], 999);
    let all = app.get("/orders").await;
    assert_eq!(all.header("x-wp-total"), "2");
}

#[actix_web::test]
async fn more_than_a_hundred_are_refused_whole() {
    let app = TestApp::start().await;
    let orders: Vec<Value> = (0..101).map(|n| order(&format!("c{n}@example.com"), "1").json().clone()).collect();
    let error = app.post("/orders/batch", &json!({"create": orders})).await.expect(413);
    assert_eq!(error["code"], "woocommerce_rest_request_entity_too_large");
    assert_eq!(error["message"], "Unable to accept more than 100 items for this request.");
    assert_eq!(app.get("/orders").await.header("x-wp-total"), "0");
}

#[actix_web::test]
async fn an_empty_batch_does_nothing() {
    let app = TestApp::start().await;
    assert_eq!(app.post("/orders/batch", &json!({})).await.expect(200), json!({}));
    assert_eq!(app.post("/orders/batch", &json!({"create": []})).await.expect(200), json!({"create": []}));
    app.post("/orders/batch", &json!({"create": "all"})).await.expect(400);
}

#[actix_web::test]
async fn put_and_patch_do_as_post_does() {
    let app = TestApp::start().await;
    for (n, method) in [Method::POST, Method::PUT, Method::PATCH].into_iter().enumerate() {
        let batch = json!({"create": [{"external_id": n.to_string(), "total": "1.00", "billing": {"email": "ann@example.com"}}]});
        let done = Answer::to(app.request(method, "/orders/batch").json(&batch)).await.expect(200);
        assert!(id(&done["create"][0]) > 0, "{done}");
    }
    assert_eq!(app.get("/orders").await.header("x-wp-total"), "3");
    app.run_due_work().await;
}
