//! `Idempotency-Key`

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp, builders};
use reqwest::Method;
use serde_json::{Value, json};

async fn post(app: &TestApp, path: &str, key: &str, body: &Value) -> Answer {
    Answer::to(app.request(Method::POST, path).header("idempotency-key", key).json(body)).await
}

async fn customers(app: &TestApp) -> String {
    app.get("/customers").await.header("x-wp-total").to_owned()
}

fn sql(app: &TestApp, text: &str) {
    let (url, text) = (app.db().url().to_owned(), text.to_owned());
    let output = std::process::Command::new("psql").args([&url, "-qAtc", &text]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[actix_web::test]
async fn a_request_sent_again_is_not_done_again() {
    let app = TestApp::start().await;
    let ann = builders::customer("ann@example.com").json().clone();
    let first = post(&app, "/customers", "k-1", &ann).await;
    first.expect(201);
    let again = post(&app, "/customers", "k-1", &ann).await;
    assert_eq!((again.status, &again.text), (201, &first.text));
    for name in ["etag", "location", "cache-control", "content-type"] {
        assert_eq!(again.header(name), first.header(name), "{name}");
    }
    assert_eq!((first.header("idempotency-replayed"), again.header("idempotency-replayed")), ("", "true"));
    assert_eq!(customers(&app).await, "1");
    // Refusals are given again as well; without the key it is a request like any other.
    assert_eq!(post(&app, "/customers", "k-2", &ann).await.status, 409);
    assert_eq!(post(&app, "/customers", "k-2", &ann).await.header("idempotency-replayed"), "true");
    assert_eq!(app.post("/customers", &ann).await.header("idempotency-replayed"), "");
}

#[actix_web::test]
async fn a_key_is_for_one_request_of_one_caller() {
    let app = TestApp::start().await;
    post(&app, "/customers", "k", &json!({"email": "ann@example.com"})).await.expect(201);
    let other = post(&app, "/customers", "k", &json!({"email": "bob@example.com"})).await.expect(422);
    assert_eq!(other["code"], "growffinity_rest_idempotency_mismatch");
    post(&app, "/customers?upsert=true", "k", &json!({"email": "ann@example.com"})).await.expect(422);
    post(&app, "/segments", "k", &json!({"name": "Hand-picked", "type": "static"})).await.expect(201);
    let (login, password) = app.user("mia", Role::Member).await;
    let mia = app.anonymous(Method::POST, "/customers").basic_auth(login, Some(password));
    let mia = Answer::to(mia.header("idempotency-key", "k").json(&json!({"email": "bob@example.com"}))).await;
    mia.expect(201);
    let long = post(&app, "/customers", &"k".repeat(256), &json!({"email": "eve@example.com"})).await.expect(400);
    assert_eq!(long["code"], "growffinity_rest_idempotency_key_invalid");
    let nobody = app.anonymous(Method::POST, "/customers").header("idempotency-key", "k");
    assert_eq!(Answer::to(nobody.json(&json!({}))).await.status, 401);
}

#[actix_web::test]
async fn of_many_at_once_one_is_done() {
    let app = TestApp::start().await;
    let body = json!({"email": "ann@example.com"});
    let tries = (0..12).map(|_| post(&app, "/customers", "k", &body));
    let answers = futures::future::join_all(tries).await;
    let made = answers.iter().filter(|answer| answer.header("idempotency-replayed").is_empty() && answer.status == 201);
    assert_eq!(made.count(), 1);
    for answer in &answers {
        assert!(matches!(answer.status, 201 | 409), "{}", answer.text);
        if answer.status == 409 {
            assert_eq!(answer.json()["code"], "growffinity_rest_idempotency_in_progress");
            assert!(!answer.header("retry-after").is_empty());
        }
    }
    assert_eq!(customers(&app).await, "1");
}

#[actix_web::test]
async fn what_a_dead_node_left_is_neither_repeated_nor_waited_for() {
    let app = TestApp::start().await;
    let body = json!({"email": "ann@example.com"});
    post(&app, "/customers", "k", &body).await.expect(201);
    // The change is there, its answer is not: as if the node had died between the two.
    sql(&app, "UPDATE idempotency_keys SET status = NULL, lease_until = now() - interval '1 second'");
    let lost = post(&app, "/customers", "k", &body).await.expect(409);
    assert_eq!(lost["code"], "growffinity_rest_idempotency_answer_lost");
    // Claimed, and dead before it changed anything.
    sql(&app, "UPDATE idempotency_keys SET changed = false, lease_until = now() + interval '20 seconds'");
    let busy = post(&app, "/customers", "k", &body).await.expect(409);
    assert_eq!(busy["code"], "growffinity_rest_idempotency_in_progress");
    sql(&app, "UPDATE idempotency_keys SET lease_until = now()");
    let taken_over = post(&app, "/customers", "k", &body).await.expect(409);
    assert_eq!(taken_over["code"], "growffinity_rest_customer_exists", "it is done anew");
    sql(&app, "UPDATE idempotency_keys SET expires_at = now()");
    post(&app, "/customers", "k", &json!({"email": "bob@example.com"})).await.expect(201);
}
