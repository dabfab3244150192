//! POST /customers/{id}/consent, and consent in other bodies

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

use crate::common::{customer, id, params};

#[actix_web::test]
async fn consent_is_written_down_with_its_source_and_proof() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let proof = json!({"ip": "192.0.2.7", "user_agent": "Mozilla/5.0", "text": "Send me the news"});
    let body = json!({"status": "unsubscribed", "source": "phone", "date_gmt": "2026-11-20T09:00:00", "proof": proof});
    let item = app.post(&format!("/customers/{ann}/consent"), &body).await.expect(200);
    let consent = &item["consent"]["email"];
    assert_eq!((&consent["status"], &consent["source"]), (&json!("unsubscribed"), &json!("phone")));
    assert_eq!((&consent["date_gmt"], &consent["proof"]), (&json!("2026-11-20T09:00:00"), &proof));
    assert_eq!(app.get(&format!("/customers/{ann}")).await.expect(200)["consent"], item["consent"]);
}

#[actix_web::test]
async fn a_refusal_is_undone_by_hand_with_a_source_only() {
    let app = TestApp::start().await;
    let path = format!("/customers/{}", customer(&app, "ann@example.com").await);
    for refusal in ["unsubscribed", "bounced", "complained"] {
        app.put(&path, &json!({"consent": {"email": {"status": refusal}}})).await.expect(200);
        let error = app.put(&path, &json!({"consent": {"email": {"status": "subscribed"}}})).await.expect(400);
        assert_eq!(params(&error), ["consent[email][source]"]);
        let upsert = json!({"email": "ann@example.com", "consent": {"email": {"status": "subscribed", "source": " "}}});
        assert_eq!(params(&app.post("/customers?upsert=true", &upsert).await.expect(400)), ["consent[email][source]"]);
        assert_eq!(app.get(&path).await.expect(200)["consent"]["email"]["status"], refusal);
        let change = json!({"consent": {"email": {"status": "subscribed", "source": "letter"}}});
        assert_eq!(app.put(&path, &change).await.expect(200)["consent"]["email"]["source"], "letter");
    }
}

#[actix_web::test]
async fn what_is_wrong_is_named() {
    let app = TestApp::start().await;
    let path = format!("/customers/{}/consent", customer(&app, "ann@example.com").await);
    assert_eq!(params(&app.post(&path, &json!({})).await.expect(400)), ["status", "source"]);
    let body = json!({"status": "perhaps", "source": "x", "proof": {"ip": "here", "user_agent": 7}});
    let error = app.post(&path, &body).await.expect(400);
    assert_eq!(params(&error), ["proof[ip]", "proof[user_agent]", "status"]);
    let body = json!({"status": "subscribed", "source": "x"});
    app.post("/customers/999/consent", &body).await.expect(404);
    assert_eq!(Answer::to(app.anonymous(Method::POST, "/customers/1/consent").json(&body)).await.status, 401);
    let stale = app.request(Method::POST, &path).header("if-match", "\"9-x\"").json(&body);
    assert_eq!(Answer::to(stale).await.status, 412);
}

#[actix_web::test]
async fn an_order_of_an_import_leaves_a_refusal_alone() {
    let app = TestApp::start().await;
    let path = format!("/customers/{}", customer(&app, "ann@example.com").await);
    app.post(&format!("{path}/consent"), &json!({"status": "unsubscribed", "source": "link"})).await.expect(200);
    let order = json!({"total": "5", "status": "completed", "billing": {"email": "ann@example.com"}});
    let made = app.post("/orders?notify=false", &order).await.expect(201);
    assert_eq!(made["customer_id"], id(&app.get(&path).await.expect(200)));
    assert_eq!(app.get(&path).await.expect(200)["consent"]["email"]["status"], "unsubscribed");
}
