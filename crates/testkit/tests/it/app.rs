//! The app in process.

use growffinity_access::Role;
use growffinity_testkit::{Answer, START, TestApp, builders};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_test_signs_in_calls_and_moves_the_clock() {
    let app = TestApp::start().await;
    let made = app.post("/customers", builders::customer("ann@example.com").json()).await.expect(201);
    assert_eq!(made["date_created_gmt"], START.trim_end_matches('Z'));
    let order = builders::order("ann@example.com", "12.50").external_id("1").made_at(START.parse().unwrap());
    app.post("/orders", order.json()).await.expect(201);
    let ann = app.get(&format!("/customers/{}", made["id"])).await.expect(200);
    assert_eq!(ann["stats"]["total_spent"], "12.50");

    assert_eq!(Answer::to(app.anonymous(Method::GET, "/customers")).await.status, 401);
    let (login, password) = app.user("vera", Role::Viewer).await;
    let as_vera = app.anonymous(Method::POST, "/customers").basic_auth(login, Some(password));
    assert_eq!(Answer::to(as_vera.json(made.as_object().unwrap())).await.status, 403);
    assert_eq!(app.get("//healthz").await.status, 200);
    assert!(app.run_due_work().await > 0);
    app.finish().await;
}

#[tokio::test]
#[should_panic(expected = "due work behind")]
async fn a_test_that_leaves_a_campaign_unsent_fails() {
    let app = TestApp::start().await;
    app.post("/customers", builders::customer("ann@example.com").json()).await.expect(201);
    let everyone = json!({"name": "All", "conditions": [{"field": "id", "operator": "is_not_empty"}]});
    let segment = app.post("/segments", &everyone).await.expect(201)["id"].clone();
    let campaign = json!({"name": "Hello", "subject": "Hello", "content": {"format": "text", "body": "Hello"},
        "from": {"email": "shop@example.com"}, "segments": {"include": [segment]}});
    let id = app.post("/campaigns", &campaign).await.expect(201)["id"].clone();
    app.post(&format!("/campaigns/{id}/send"), &json!({})).await.expect(202);
}
