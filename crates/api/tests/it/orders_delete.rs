//! DELETE /orders/{id}

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

use crate::common::order;

#[actix_web::test]
async fn a_deleted_order_is_gone_and_its_customers_stats_follow() {
    let app = TestApp::start().await;
    let (first, second) = (order(&app, "ann@example.com", "50").await, order(&app, "ann@example.com", "12.5").await);
    let as_it_was = app.get(&format!("/orders/{first}")).await.expect(200);
    let deleted = app.delete(&format!("/orders/{first}")).await.expect(200);
    assert_eq!((&deleted["deleted"], &deleted["previous"]["total"]), (&json!(true), &as_it_was["total"]));
    assert!(deleted["previous"]["_links"].is_null(), "there is nothing left to link to");
    assert_eq!(app.get(&format!("/orders/{first}")).await.expect(404)["code"], "growffinity_rest_order_invalid_id");
    assert_eq!(app.delete(&format!("/orders/{first}")).await.expect(404)["code"], "growffinity_rest_order_invalid_id");
    let customer = app.get(&format!("/customers/{}", as_it_was["customer_id"])).await.expect(200);
    assert_eq!((&customer["stats"]["orders_count"], &customer["stats"]["total_spent"]), (&json!(1), &json!("12.50")));
    assert_eq!(app.get("/orders").await.header("x-wp-total"), "1");
    app.delete(&format!("/orders/{second}")).await.expect(200);
    let customer = app.get(&format!("/customers/{}", as_it_was["customer_id"])).await.expect(200);
    assert_eq!(customer["stats"]["last_order_date"], json!(null));
    app.run_due_work().await;
}

#[actix_web::test]
async fn a_deletion_over_another_version_is_refused() {
    let app = TestApp::start().await;
    let id = order(&app, "ann@example.com", "50").await;
    app.put(&format!("/orders/{id}"), &json!({"total": 60})).await.expect(200);
    let path = format!("/orders/{id}");
    let stale = Answer::to(app.request(Method::DELETE, &path).header("If-Match", "\"1-x\"")).await;
    assert_eq!(stale.expect(412)["code"], "growffinity_rest_conflict");
    let fresh = Answer::to(app.request(Method::DELETE, &path).header("If-Match", "\"2-x\"")).await;
    fresh.expect(200);
    app.run_due_work().await;
}
