//! `POST /wp-json/batch/v1`

use growffinity_testkit::{Answer, TestApp, builders};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::customer;

async fn batch(app: &TestApp, body: Value) -> Answer {
    app.post("//wp-json/batch/v1", &body).await
}

#[actix_web::test]
async fn each_request_has_its_answer_in_order() {
    let app = TestApp::start().await;
    let id = customer(&app, "ann@example.com").await;
    let done = batch(
        &app,
        json!({"requests": [
            {"path": "/growffinity/v1/customers?upsert=false", "body": builders::customer("bob@example.com").json()},
            {"path": "/growffinity/v1/customers", "body": {}},
            {"method": "PATCH", "path": format!("/growffinity/v1/customers/{id}/"), "body": {"phone": "7"}},
            {"method": "PUT", "path": "/growffinity/v1/nothing"},
            {"path": "/wp/v2/users/me"},
            {"path": "/growffinity/v1/orders/batch", "body": {}},
            {"path": "nonsense"},
        ]}),
    )
    .await
    .expect(207);
    let answers = done["responses"].as_array().unwrap();
    let statuses: Vec<i64> = answers.iter().map(|answer| answer["status"].as_i64().unwrap()).collect();
    assert_eq!(statuses, [201, 400, 200, 404, 400, 400, 400]);
    assert_eq!(answers[0]["body"]["email"], "bob@example.com");
    assert!(answers[0]["headers"]["Location"].is_string());
    assert_eq!(answers[2]["body"]["phone"], "7");
    assert_eq!(answers[5]["body"]["code"], "rest_batch_not_allowed");
    assert_eq!(answers[6]["body"]["code"], "parse_path_failed");
}

#[actix_web::test]
async fn one_fault_can_stop_all() {
    let app = TestApp::start().await;
    let good = json!({"path": "/growffinity/v1/customers", "body": builders::customer("bob@example.com").json()});
    let bad = json!({"method": "PUT", "path": "/growffinity/v1/customers/1", "body": {"email": "x"}});
    let done = batch(&app, json!({"validation": "require-all-validate", "requests": [good, bad]})).await.expect(207);
    assert_eq!(done["failed"], "validation");
    assert_eq!(done["responses"][0], json!(null));
    assert_eq!(done["responses"][1]["body"]["code"], "rest_invalid_param");
    assert_eq!(app.get("/customers").await.header("x-wp-total"), "0");
    let done = batch(&app, json!({"validation": "require-all-validate", "requests": [good]})).await.expect(207);
    assert_eq!(done["responses"][0]["status"], 201);
}

#[actix_web::test]
async fn a_batch_has_limits_and_no_rights_of_its_own() {
    let app = TestApp::start().await;
    let many: Vec<Value> = (0..26).map(|_| json!({"path": "/growffinity/v1/customers"})).collect();
    let error = batch(&app, json!({"requests": many})).await.expect(400);
    assert_eq!(error["data"]["params"]["requests"], "requests must contain at most 25 items.");
    batch(&app, json!({})).await.expect(400);
    batch(&app, json!({"requests": [{"method": "GET", "path": "/growffinity/v1/customers"}]})).await.expect(400);
    let body = json!({"requests": [{"path": "/growffinity/v1/customers", "body": {"email": "x@example.com"}}]});
    let nobody = Answer::to(app.anonymous(Method::POST, "//wp-json/batch/v1").json(&body)).await.expect(207);
    assert_eq!(nobody["responses"][0]["status"], 401);
}
