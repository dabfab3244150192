//! `Idempotency-Key`

use std::time::Duration;

use growffinity_access::Role;
use growffinity_kernel::Housekeeper as _;
use growffinity_testkit::{Answer, TestApp, builders};
use reqwest::Method;
use serde_json::{Value, json};

async fn post(app: &TestApp, path: &str, key: &str, body: &Value) -> Answer {
    Answer::to(app.request(Method::POST, path).header("idempotency-key", key).json(body)).await
}

async fn customers(app: &TestApp) -> String {
    app.get("/customers").await.header("x-wp-total").to_owned()
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
    app.db().execute("UPDATE idempotency_keys SET status = NULL, lease_until = now() - interval '1 second'");
    let lost = post(&app, "/customers", "k", &body).await.expect(409);
    assert_eq!(lost["code"], "growffinity_rest_idempotency_answer_lost");
    // Claimed, and dead before it changed anything.
    app.db().execute("UPDATE idempotency_keys SET changed = false, lease_until = now() + interval '20 seconds'");
    let busy = post(&app, "/customers", "k", &body).await.expect(409);
    assert_eq!(busy["code"], "growffinity_rest_idempotency_in_progress");
    app.db().execute("UPDATE idempotency_keys SET lease_until = now()");
    let taken_over = post(&app, "/customers", "k", &body).await.expect(409);
    assert_eq!(taken_over["code"], "growffinity_rest_customer_exists", "it is done anew");
    app.db().execute("UPDATE idempotency_keys SET expires_at = now()");
    post(&app, "/customers", "k", &json!({"email": "bob@example.com"})).await.expect(201);
}

#[actix_web::test]
async fn the_nodes_of_a_house_know_each_others_keys() {
    let app = TestApp::start().await;
    let other = app.another_node();
    let ann = builders::customer("ann@example.com").json().clone();
    let there = || post(&other, "/customers", "k", &ann);
    let held = app.db().lock("customers");
    let here = post(&app, "/customers", "k", &ann);
    let meanwhile = async {
        // Until the first node has the key, the second one would take it and wait for the table itself.
        let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
        while app.db().number("SELECT count(*) FROM idempotency_keys") == 0 {
            assert!(tokio::time::Instant::now() < deadline, "the first node claims the key");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let busy = there().await;
        drop(held);
        busy
    };
    let (first, busy) = futures::future::join(here, meanwhile).await;
    assert_eq!(busy.expect(409)["code"], "growffinity_rest_idempotency_in_progress");
    let wait: u64 = busy.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    first.expect(201);
    let again = there().await;
    assert_eq!((again.status, &again.text, again.header("idempotency-replayed")), (201, &first.text, "true"));
    for name in ["etag", "location", "cache-control", "content-type", "allow"] {
        assert_eq!(again.header(name), first.header(name), "{name}");
    }
    assert_eq!(customers(&app).await, "1");
}

#[actix_web::test]
async fn a_key_is_forgotten_after_a_day() {
    let app = TestApp::start().await;
    let rows = || app.db().number("SELECT count(*) FROM idempotency_keys");
    post(&app, "/customers", "k", &json!({"email": "ann@example.com"})).await.expect(201);
    let hours = "SELECT round(extract(epoch FROM expires_at - clock_timestamp()) / 3600) FROM idempotency_keys";
    assert_eq!(app.db().number(hours), 24);
    app.services().housekeeping.tidy_up().await.unwrap();
    assert_eq!(rows(), 1);
    app.db().execute("UPDATE idempotency_keys SET expires_at = clock_timestamp()");
    app.services().housekeeping.tidy_up().await.unwrap();
    assert_eq!(rows(), 0);
}

#[actix_web::test]
async fn a_request_that_came_too_soon_may_come_again() {
    let app = TestApp::with_settings(&[("rates.premium", "1")]).await;
    app.get("/customers").await.expect(200);
    let body = json!({"email": "ann@example.com"});
    post(&app, "/customers", "k", &body).await.expect(429);
    let nobody = app.anonymous(Method::POST, "/customers").header("idempotency-key", "k");
    Answer::to(nobody.json(&body)).await.expect(401);
    assert_eq!(app.db().number("SELECT count(*) FROM idempotency_keys"), 0, "neither answer is kept");
}
