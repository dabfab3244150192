//! What no route may fall over: malformed JSON, wrong types, huge bodies.

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

use crate::common::customer;

const WRITES: [(Method, &str); 8] = [
    (Method::POST, "/customers"),
    (Method::PUT, "/customers/1"),
    (Method::POST, "/orders"),
    (Method::POST, "/orders/batch"),
    (Method::POST, "/segments"),
    (Method::POST, "/segments/1/refresh"),
    (Method::POST, "/campaigns"),
    (Method::POST, "/campaigns/1/send"),
];

async fn send(app: &TestApp, method: Method, path: &str, body: impl Into<reqwest::Body>) -> Answer {
    let request = app.request(method, path).header("content-type", "application/json");
    Answer::to(request.body(body)).await
}

#[actix_web::test]
async fn malformed_json_is_refused_everywhere() {
    let app = TestApp::start().await;
    for (method, path) in WRITES {
        let error = send(&app, method, path, "{\"a\":").await.expect(400);
        assert_eq!(error["code"], "rest_invalid_json", "{path}");
        assert_eq!(error["data"]["json_error_message"], "Syntax error");
    }
    let deep = "[".repeat(100_000);
    let error = send(&app, Method::POST, "/customers", deep).await.expect(400);
    assert_eq!(error["data"]["json_error_code"], 1);
    let error = send(&app, Method::POST, "/customers", vec![b'"', 0xff, b'"']).await.expect(400);
    assert_eq!(error["data"]["json_error_code"], 5);
}

#[actix_web::test]
async fn a_huge_body_is_refused_and_the_server_goes_on() {
    let app = TestApp::start().await;
    for (method, path) in WRITES.into_iter().filter(|(_, path)| !path.ends_with("/batch")) {
        let error = send(&app, method, path, vec![b' '; 1_100_000]).await.expect(413);
        assert_eq!(error["code"], "growffinity_rest_body_too_large", "{path}");
        assert_eq!(error["data"]["limit"], 1_000_000);
    }
    let batch = format!("{{}}{}", " ".repeat(2_000_000));
    send(&app, Method::POST, "/orders/batch", batch).await.expect(200);
    app.get("/customers").await.expect(200);
}

#[actix_web::test]
async fn wrong_types_are_refused_and_nothing_is_lost() {
    let app = TestApp::start().await;
    let id = customer(&app, "ann@example.com").await;
    let before = app.get(&format!("/customers/{id}")).await.expect(200);
    let wrong = [
        json!({"email": 5}),
        json!({"first_name": ["a"]}),
        json!({"billing": "here"}),
        json!({"attributes": 7}),
        json!({"consent": {"email": {"status": true}}}),
        json!({"external_ids": {"a": 1}}),
        json!({"first_name": "a\u{0}b"}),
        json!({"timezone": "Mars/Olympus"}),
        json!({"first_name": "x".repeat(500)}),
    ];
    for body in wrong {
        let error = app.put(&format!("/customers/{id}"), &body).await.expect(400);
        assert_eq!(error["code"], "rest_invalid_param", "{body}");
    }
    assert_eq!(app.get(&format!("/customers/{id}")).await.expect(200), before);
}

#[actix_web::test]
async fn odd_queries_never_bring_the_server_down() {
    let app = TestApp::start().await;
    for query in [
        "include[a][b][c]=1",
        "search=%00%ff%zz",
        "page=99999999999999999999",
        "page[]=1",
        "offset=1e9",
        "after[]=x",
        "attributes=x",
        "attributes[a][b]=c",
        "_fields[][x]=1",
        "search=%F0%9F%98%80",
        "per_page=",
        "=&&&=",
        "after=2026-02-30T00:00:00",
        "min_spent=99999999999999999999999999999999999999",
        "search=%25_%5C%27--",
        "page=1000000000&per_page=100",
        "offset=9223372036854775807",
        "page=9223372036854775807",
        "min_orders=-1",
        "store=0",
        "_envelope&_pretty&page=x",
    ] {
        let answer = app.get(&format!("/customers?{query}")).await;
        assert!(answer.status < 500, "{query}: {}", answer.text);
        answer.json();
    }
}

#[actix_web::test]
async fn an_empty_body_with_a_json_type_is_fine() {
    let app = TestApp::start().await;
    let id = customer(&app, "ann@example.com").await;
    send(&app, Method::PUT, &format!("/customers/{id}"), "").await.expect(200);
    send(&app, Method::PUT, &format!("/customers/{id}"), "[1]").await.expect(200);
}
