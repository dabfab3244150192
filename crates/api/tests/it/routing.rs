//! Which path and method reach which route.

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

use crate::common::customer;

#[actix_web::test]
async fn the_same_list_has_many_addresses() {
    let app = TestApp::start().await;
    customer(&app, "ann@example.com").await;
    for path in [
        "/customers",
        "/customers/",
        "/CUSTOMERS",
        "//wp-json/GrowFfinity/V1/customers",
        "//index.php/wp-json/growffinity/v1/customers",
        "//?rest_route=/growffinity/v1/customers",
        "//?rest_route=%2Fgrowffinity%2Fv1%2Fcustomers%2F&per_page=5",
    ] {
        let answer = app.get(path).await;
        assert_eq!(answer.expect(200).as_array().unwrap().len(), 1, "{path}");
    }
}

#[actix_web::test]
async fn unknown_paths_and_methods_are_404() {
    let app = TestApp::start().await;
    for (method, path) in [
        (Method::GET, "/nothing"),
        (Method::GET, "/customers/1/nothing"),
        (Method::DELETE, "/customers"),
        (Method::PATCH, "/orders"),
        (Method::GET, "//wp-json//growffinity/v1"),
        (Method::TRACE, "/customers"),
    ] {
        let error = Answer::to(app.request(method.clone(), path)).await.expect(404);
        assert_eq!(error["code"], "rest_no_route", "{method} {path}");
        assert_eq!(error["message"], "No route was found matching the URL and request method.");
    }
    assert_eq!(app.get("//somewhere").await.status, 404);
}

#[actix_web::test]
async fn the_method_can_be_overridden() {
    let app = TestApp::start().await;
    let path = format!("/customers/{}", customer(&app, "ann@example.com").await);
    let request = app.request(Method::POST, &path).header("x-http-method-override", "put");
    let item = Answer::to(request.json(&json!({"phone": "1"}))).await.expect(200);
    assert_eq!(item["phone"], "1");
    let item = app.post(&format!("{path}?_method=GET"), &json!({"phone": "2"})).await.expect(200);
    assert_eq!(item["phone"], "1");
    let refused = app.post(&format!("{path}?_method=FLY"), &json!({})).await.expect(404);
    assert_eq!(refused["code"], "rest_no_route");
}

#[actix_web::test]
async fn head_is_get_without_a_body() {
    let app = TestApp::start().await;
    customer(&app, "ann@example.com").await;
    let answer = Answer::to(app.request(Method::HEAD, "/customers")).await;
    assert_eq!((answer.status, answer.text.as_str(), answer.header("x-wp-total")), (200, "", "1"));
}
