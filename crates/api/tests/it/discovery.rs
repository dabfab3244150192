//! What the API tells of itself.

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

#[actix_web::test]
async fn the_api_is_found_from_the_front_page() {
    let app = TestApp::start().await;
    let front = Answer::to(app.anonymous(Method::HEAD, "//")).await;
    let root = front.header("link").split(['<', '>']).nth(1).unwrap().to_owned();
    assert_eq!(front.header("link"), format!("<{root}>; rel=\"https://api.w.org/\""));
    assert_eq!(root, app.url("//wp-json/"));
    let index = Answer::to(app.anonymous(Method::GET, "//wp-json/")).await.expect(200);
    assert_eq!(index["namespaces"], json!(["growffinity/v1", "wp/v2"]));
    assert!(index["authentication"]["application-passwords"]["endpoints"]["authorization"].is_string());
    assert!(index["routes"]["/wp/v2/users/me"].is_object());
    assert_eq!(index["gmt_offset"], json!(0.0));
}

#[actix_web::test]
async fn routes_tell_their_methods_and_arguments() {
    let app = TestApp::start().await;
    let found = Answer::to(app.anonymous(Method::GET, "//wp-json/growffinity/v1")).await.expect(200);
    assert_eq!(found["namespace"], "growffinity/v1");
    let list = &found["routes"]["/growffinity/v1/customers"];
    assert_eq!(list["methods"], json!(["GET", "POST"]));
    assert_eq!(list["_links"]["self"][0]["href"], app.url("/customers"));
    let args = &list["endpoints"][0]["args"];
    assert_eq!((&args["per_page"]["default"], &args["per_page"]["maximum"]), (&json!(20), &json!(100)));
    assert_eq!(args["orderby"]["enum"][0], "name");
    assert_eq!(list["endpoints"][1]["args"]["email"]["required"], true);
    let item = &found["routes"]["/growffinity/v1/customers/(?P<id>[\\d]+)"];
    assert_eq!(item["endpoints"][1]["methods"], json!(["POST", "PUT", "PATCH"]));
    assert!(item["endpoints"][0]["args"]["id"].is_object() && item["_links"].is_null());
    for (path, route) in found["routes"].as_object().unwrap() {
        assert!(route["endpoints"].as_array().unwrap().iter().all(|one| one["args"].is_object()), "{path}");
    }
}

#[actix_web::test]
async fn options_tells_the_schema_and_what_this_caller_may() {
    let app = TestApp::start().await;
    let anonymous = Answer::to(app.anonymous(Method::OPTIONS, "/customers/7")).await;
    let entry = anonymous.expect(200);
    assert_eq!(entry["schema"]["title"], "customer");
    assert!(entry["schema"]["properties"]["email"].is_object());
    assert_eq!(anonymous.header("allow"), "");
    let owner = Answer::to(app.request(Method::OPTIONS, "/segments/7")).await;
    assert_eq!(owner.header("allow"), "GET, POST, PUT, PATCH, DELETE");
    assert_eq!(Answer::to(app.anonymous(Method::OPTIONS, "/nothing")).await.expect(200), json!([]));
}

#[actix_web::test]
async fn whoever_signs_in_can_ask_who_they_are() {
    let app = TestApp::start().await;
    let me = app.get("//wp-json/wp/v2/users/me").await.expect(200);
    assert_eq!((&me["slug"], &me["name"]), (&json!("owner"), &json!("Owner")));
    let nobody = Answer::to(app.anonymous(Method::GET, "//wp-json/wp/v2/users/me")).await.expect(401);
    assert_eq!(nobody["code"], "rest_not_logged_in");
}

#[actix_web::test]
async fn the_openapi_document_is_served_to_all() {
    let app = TestApp::start().await;
    let document = Answer::to(app.anonymous(Method::GET, "/openapi.json")).await.expect(200);
    assert_eq!(document["openapi"], "3.1.0");
    let create = &document["paths"]["/growffinity/v1/customers"]["post"];
    assert_eq!(create["operationId"], "create_customer");
    let body = &create["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["required"], json!(["email"]));
    assert_eq!(
        create["responses"]["409"]["content"]["application/json"]["example"]["code"],
        "growffinity_rest_customer_exists"
    );
}

#[actix_web::test]
async fn the_reference_is_a_page_to_read() {
    let app = TestApp::start().await;
    let page = Answer::to(app.anonymous(Method::GET, "//docs")).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    assert!(page.text.contains("Create a customer") && page.text.contains("growffinity_rest_customer_exists"));
    assert!(Answer::to(app.anonymous(Method::GET, "//")).await.text.contains("/docs"));
}
