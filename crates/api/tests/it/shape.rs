//! Fields, envelopes and the form of JSON.

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

use crate::common::customer;

#[actix_web::test]
async fn only_the_fields_asked_for() {
    let app = TestApp::start().await;
    let id = customer(&app, "ann@example.com").await;
    let item = app.get(&format!("/customers/{id}?_fields=id,stats.orders_count,nothing")).await.expect(200);
    assert_eq!(item, json!({"id": id, "stats": {"orders_count": 0}}));
    let list = app.get("/customers?_fields[]=email&_fields[]=_links").await.expect(200);
    assert_eq!(list[0]["email"], "ann@example.com");
    assert!(list[0]["_links"]["self"].is_array() && list[0]["id"].is_null());
    let error = app.get("/customers?_fields=id&page=0").await.expect(400);
    assert_eq!(error["code"], "rest_invalid_param", "errors are never filtered");
}

#[actix_web::test]
async fn an_envelope_holds_status_and_headers() {
    let app = TestApp::start().await;
    customer(&app, "ann@example.com").await;
    let whole = app.get("/customers?_envelope&_fields=email").await.expect(200);
    assert_eq!(whole["status"], 200);
    assert_eq!(whole["body"], json!([{"email": "ann@example.com"}]));
    assert_eq!(whole["headers"]["X-WP-Total"], "1");
    assert_eq!(whole["headers"]["Allow"], "GET, POST");
    let missing = app.get("/customers/99?_envelope=1").await.expect(200);
    assert_eq!((&missing["status"], &missing["body"]["data"]["status"]), (&json!(404), &json!(404)));
}

#[actix_web::test]
async fn pretty_is_for_people_and_jsonp_is_refused() {
    let app = TestApp::start().await;
    assert!(app.get("/segments/fields?_pretty").await.text.starts_with("[\n"));
    let error = app.get("/customers?_jsonp=f").await.expect(400);
    assert_eq!(error["code"], "rest_callback_disabled");
}

#[actix_web::test]
async fn browsers_may_call_from_the_origins_allowed() {
    let app = TestApp::with_settings(&[("http.cors_origins", "https://shop.example.com")]).await;
    let from = |origin: &'static str| Answer::to(app.anonymous(Method::OPTIONS, "/customers").header("origin", origin));
    let known = from("https://shop.example.com").await;
    assert_eq!(known.status, 200);
    assert_eq!(known.header("access-control-allow-origin"), "https://shop.example.com");
    assert_eq!(known.header("access-control-allow-credentials"), "true");
    assert!(known.header("access-control-allow-headers").contains("X-HTTP-Method-Override"));
    assert!(known.header("access-control-expose-headers").contains("X-WP-TotalPages"));
    let other = from("https://evil.example.com").await;
    assert_eq!(other.header("access-control-allow-origin"), "");
    assert_eq!(other.header("vary"), "Origin");
}

#[actix_web::test]
async fn the_callers_request_id_comes_back() {
    let app = TestApp::start().await;
    let ask = |id: &'static str| Answer::to(app.request(Method::GET, "/customers").header("x-request-id", id));
    assert_eq!(ask("order-sync-0042").await.header("x-request-id"), "order-sync-0042");
    assert_ne!(ask("bad id<script>").await.header("x-request-id"), "bad id<script>");
}

#[actix_web::test]
async fn what_an_item_links_to_can_be_embedded() {
    let app = TestApp::start().await;
    let order = crate::common::order(&app, "ann@example.com", "5").await;
    let item = app.get(&format!("/orders/{order}?_embed")).await.expect(200);
    assert_eq!(item["_embedded"]["customer"][0]["email"], "ann@example.com");
    let list = app.get("/orders?_embed=customer,nothing&_fields=id,_embedded").await.expect(200);
    assert_eq!(list[0]["_embedded"]["customer"][0]["email"], "ann@example.com");
    let customer = app.get(&format!("/customers/{}?_embed=1", item["customer_id"])).await.expect(200);
    assert_eq!(customer["_embedded"]["orders"][0][0]["id"], order);
    let none = app.get(&format!("/orders/{order}?_embed=nothing")).await.expect(200);
    assert!(none["_embedded"].is_null());
}
