//! POST /customers

use growffinity_testkit::{TestApp, builders::customer};
use serde_json::json;

use crate::common::{id, params};

#[actix_web::test]
async fn a_customer_is_made_and_found_where_location_says() {
    let app = TestApp::start().await;
    let body = customer("Ann@Example.com")
        .with("birthday", "1990-05-17")
        .with("billing", json!({"country": "US", "email": "ann@example.com"}))
        .with("attributes", json!({"shoe_size": 42}));
    let made = app.post("/customers", body.json()).await;
    let item = made.expect(201);
    assert_eq!(item["email"], "ann@example.com");
    assert_eq!(item["birthday"], "1990-05-17");
    assert_eq!(item["billing"]["country"], "US");
    assert_eq!(item["shipping"]["city"], "");
    assert_eq!(item["attributes"], json!({"shoe_size": 42}));
    assert_eq!(item["consent"]["email"]["status"], "subscribed");
    assert_eq!(item["stats"]["total_spent"], "0.00");
    assert_eq!(item["stats"]["average_order_value"], json!(null));
    assert_eq!(item["date_created_gmt"], "2026-11-23T10:00:00");
    assert!(made.header("location").ends_with(&format!("/wp-json/growffinity/v1/customers/{}", id(&item))));
    assert_eq!(app.get(&format!("/customers/{}", id(&item))).await.expect(200), item);
}

#[actix_web::test]
async fn a_known_address_is_refused_or_changed_as_asked() {
    let app = TestApp::start().await;
    let first = id(&app.post("/customers", customer("ann@example.com").json()).await.expect(201));
    let refused = app.post("/customers", customer("ANN@example.com").json()).await.expect(409);
    assert_eq!(refused["code"], "growffinity_rest_customer_exists");
    assert_eq!(refused["data"]["resource_id"], first);
    let body = customer("ann@example.com").with("first_name", "Anna");
    let changed = app.post("/customers?upsert=True", body.json()).await.expect(200);
    assert_eq!((id(&changed), &changed["first_name"]), (first, &json!("Anna")));
}

#[actix_web::test]
async fn all_that_is_wrong_is_told_at_once() {
    let app = TestApp::start().await;
    let body = json!({
        "email": "not an address", "first_name": 5, "status": "asleep", "birthday": "1990-13-40",
        "billing": {"email": "x", "city": ["a"]}, "store": "two", "external_ids": [{"store": 1}],
    });
    let error = app.post("/customers", &body).await.expect(400);
    assert_eq!(error["code"], "rest_invalid_param");
    let expected =
        ["billing[city]", "billing[email]", "birthday", "email", "external_ids[0]", "first_name", "status", "store"];
    assert_eq!(params(&error), expected);
    assert_eq!(error["data"]["params"]["status"], "status is not one of active and inactive.");
    assert_eq!(error["data"]["details"]["first_name"]["code"], "rest_invalid_type");
    assert_eq!(error["data"]["params"]["email"], "Invalid email address.");
    assert_eq!(app.get("/customers").await.expect(200), json!([]));
}

#[actix_web::test]
async fn what_is_missing_is_named() {
    let app = TestApp::start().await;
    let error = app.post("/customers", &json!({"email": null})).await.expect(400);
    assert_eq!(error["code"], "rest_missing_callback_param");
    assert_eq!(error["message"], "Missing parameter(s): email");
    assert_eq!(error["data"], json!({"status": 400, "params": ["email"]}));
}

#[actix_web::test]
async fn an_id_of_ones_own_is_refused_and_unknown_members_are_ignored() {
    let app = TestApp::start().await;
    let error = app.post("/customers", customer("ann@example.com").with("id", 7).json()).await.expect(400);
    assert_eq!(error["code"], "growffinity_rest_existing_id");
    let body = customer("ann@example.com").with("nonsense", 1).with("stats", json!({"orders_count": 9}));
    let item = app.post("/customers", body.json()).await.expect(201);
    assert_eq!(item["stats"]["orders_count"], 0);
}

#[actix_web::test]
async fn an_unknown_store_is_404_and_makes_nobody() {
    let app = TestApp::start().await;
    let error = app.post("/customers", customer("ann@example.com").with("store", 99).json()).await.expect(404);
    assert_eq!(error["code"], "growffinity_rest_store_invalid_id");
    assert_eq!(app.get("/customers").await.expect(200), json!([]));
}

#[actix_web::test]
async fn a_form_does_as_well_as_json() {
    let app = TestApp::start().await;
    let form = "email=bob%40example.com&first_name=Bob+B&billing[city]=Paris&attributes[size]=42";
    let request = app.request(reqwest::Method::POST, "/customers");
    let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
    let item = growffinity_testkit::Answer::to(request).await.expect(201);
    assert_eq!((&item["first_name"], &item["billing"]["city"]), (&json!("Bob B"), &json!("Paris")));
    assert_eq!(item["attributes"], json!({"size": "42"}));
}
