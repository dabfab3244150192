//! GET /customers/{id}

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;

use crate::common::{customer, order};

#[actix_web::test]
async fn an_item_has_its_headers_and_links() {
    let app = TestApp::start().await;
    let id = customer(&app, "ann@example.com").await;
    let answer = app.get(&format!("/customers/{id}")).await;
    let item = answer.expect(200);
    let own = format!("/wp-json/growffinity/v1/customers/{id}");
    assert!(item["_links"]["self"][0]["href"].as_str().unwrap().ends_with(&own));
    assert_eq!(item["_links"]["orders"][0]["embeddable"], true);
    assert!(answer.header("etag").starts_with("\"1-"), "{}", answer.header("etag"));
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    assert_eq!(answer.header("content-type"), "application/json; charset=UTF-8");
    assert_eq!(answer.header("allow"), "GET, POST, PUT, PATCH, DELETE");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("x-robots-tag"), "noindex");
    assert!(answer.header("link").ends_with("/wp-json/>; rel=\"https://api.w.org/\""));
    assert!(!answer.header("x-request-id").is_empty());
}

#[actix_web::test]
async fn what_has_not_changed_is_not_sent_again() {
    let app = TestApp::start().await;
    let path = format!("/customers/{}", customer(&app, "ann@example.com").await);
    let etag = app.get(&path).await.header("etag").to_owned();
    let again = |etag: String| Answer::to(app.request(Method::GET, &path).header("if-none-match", etag));
    let same = again(etag.clone()).await;
    assert_eq!((same.status, same.text.as_str(), same.header("etag")), (304, "", etag.as_str()));
    // Stats change the body without raising the version.
    order(&app, "ann@example.com", "12.50").await;
    let changed = again(etag).await;
    assert_eq!(changed.expect(200)["stats"]["total_spent"], "12.50");
}

#[actix_web::test]
async fn unknown_and_impossible_ids_are_404() {
    let app = TestApp::start().await;
    for path in ["/customers/999", "/customers/0", "/customers/99999999999999999999999"] {
        let error = app.get(path).await.expect(404);
        assert_eq!(error["code"], "growffinity_rest_customer_invalid_id", "{path}");
    }
    for path in ["/customers/abc", "/customers/-1", "/customers/1.5", "/customers//"] {
        assert_eq!(app.get(path).await.expect(404)["code"], "rest_no_route", "{path}");
    }
}

#[actix_web::test]
async fn a_customers_orders_are_listed() {
    let app = TestApp::start().await;
    let first = order(&app, "ann@example.com", "10").await;
    let second = order(&app, "ann@example.com", "20").await;
    order(&app, "bob@example.com", "30").await;
    let ann = app.get("/customers?email=ann@example.com").await.expect(200)[0]["id"].clone();
    let answer = app.get(&format!("/customers/{ann}/orders?orderby=total&order=asc")).await;
    assert_eq!(crate::common::ids(&answer.expect(200)), [first, second]);
    assert_eq!(answer.header("x-wp-total"), "2");
    let none = app.get(&format!("/customers/{ann}/orders?status=failed")).await.expect(200);
    assert_eq!(none, serde_json::json!([]));
    app.get("/customers/999/orders").await.expect(404);
}
