//! POST /orders

use growffinity_testkit::{TestApp, builders::order};
use serde_json::json;

use crate::common::{id, params};

#[actix_web::test]
async fn an_order_makes_its_customer_and_moves_the_stats() {
    let app = TestApp::start().await;
    let lines = json!([{"product_id": 7, "sku": "A-1", "name": "Mug", "categories": ["Kitchen"], "quantity": 2, "total": "45"}]);
    let body = order("ann@example.com", "50.1").external_id("1001").with("line_items", lines);
    let made = app.post("/orders", body.json()).await;
    let item = made.expect(201);
    assert_eq!((&item["total"], &item["currency"], &item["number"]), (&json!("50.10"), &json!("USD"), &json!("1001")));
    assert_eq!(item["line_items"][0]["total"], "45.00");
    assert!(made.header("location").ends_with(&format!("/orders/{}", id(&item))));
    let customer = app.get(&format!("/customers/{}", item["customer_id"])).await.expect(200);
    assert_eq!(customer["email"], "ann@example.com");
    assert_eq!(customer["stats"]["total_spent"], "50.10");
    assert_eq!(app.get(&format!("/orders/{}", id(&item))).await.expect(200), item);
}

#[actix_web::test]
async fn the_same_external_id_is_the_same_order() {
    let app = TestApp::start().await;
    let first = app.post("/orders", order("ann@example.com", "50").external_id("1").json()).await.expect(201);
    let again = json!({"external_id": "1", "total": 60, "billing": {"email": "ann@example.com"}});
    let second = app.post("/orders", &again).await.expect(200);
    assert_eq!((id(&second), &second["total"]), (id(&first), &json!("60.00")));
    let customer = app.get(&format!("/customers/{}", first["customer_id"])).await.expect(200);
    assert_eq!((&customer["stats"]["orders_count"], &customer["stats"]["total_spent"]), (&json!(1), &json!("60.00")));
}

#[actix_web::test]
async fn numbers_are_exact_money() {
    let app = TestApp::start().await;
    for (total, shown) in [(json!(0.1), "0.10"), (json!("0.30"), "0.30"), (json!(19.99), "19.99"), (json!(5), "5.00")] {
        let body = order("ann@example.com", "1").with("total", total);
        assert_eq!(app.post("/orders", body.json()).await.expect(201)["total"], shown);
    }
    for wrong in [json!("1,5"), json!(-1), json!(1e30), json!(99_999_999_999_999.99_f64), json!(true), json!("0.00001")]
    {
        let body = order("ann@example.com", "1").with("total", wrong.clone());
        assert_eq!(params(&app.post("/orders", body.json()).await.expect(400)), ["total"], "{wrong}");
    }
}

#[actix_web::test]
async fn what_is_wrong_with_an_order_is_told() {
    let app = TestApp::start().await;
    let body = order("ann@example.com", "5").without("total");
    assert_eq!(app.post("/orders", body.json()).await.expect(400)["code"], "rest_missing_callback_param");
    let body = json!({"total": "5", "status": "done", "currency": "DOLLAR", "billing": {"email": "x"},
        "line_items": [{"name": "Mug"}, 7], "date_created": "soon"});
    let error = app.post("/orders", &body).await.expect(400);
    let expected = ["billing[email]", "currency", "date_created", "line_items[0]", "line_items[1]", "status"];
    assert_eq!(params(&error), expected);
    let unknown = app.post("/orders", order("a@example.com", "5").with("store", 99).json()).await.expect(404);
    assert_eq!(unknown["code"], "growffinity_rest_store_invalid_id");
    let unknown = app.post("/orders", order("a@example.com", "5").with("customer_id", 99).json()).await.expect(404);
    assert_eq!(unknown["code"], "growffinity_rest_customer_invalid_id");
    assert_eq!(app.get("/orders").await.expect(200), json!([]));
}
