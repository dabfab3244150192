//! Campaigns: written, checked, sent, counted.

use growffinity_testkit::TestApp;
use serde_json::{Value, json};

use crate::common::{customer, id, ids, params};

async fn everyone(app: &TestApp) -> i64 {
    let rule = json!([{"field": "id", "operator": "is_not_empty"}]);
    id(&app.post("/segments", &json!({"name": "All", "conditions": rule, "refresh": "manual"})).await.expect(201))
}

fn campaign(segment: i64) -> Value {
    json!({
        "name": "Spring", "subject": "Hello {{ customer.first_name }}",
        "from": {"name": "Shop", "email": "shop@example.com"},
        "content": {"format": "html", "body": "<p>Hello</p>"},
        "segments": {"include": [segment]},
    })
}

#[actix_web::test]
async fn a_draft_is_written_step_by_step() {
    let app = TestApp::start().await;
    let made = app.post("/campaigns", &json!({"name": "Spring"})).await;
    let draft = made.expect(201);
    assert_eq!((&draft["status"], &draft["subject"]), (&json!("draft"), &json!("")));
    assert_eq!(draft["segments"], json!({"include": [], "exclude": []}));
    assert_eq!(draft["totals"]["recipients"], 0);
    let path = format!("/campaigns/{}", id(&draft));
    let change = json!({"subject": "Hi", "from": {"name": "Shop"}, "content": {"body": "Hello", "format": "text"}});
    let changed = app.put(&path, &change).await.expect(200);
    assert_eq!((&changed["subject"], &changed["from"]["name"]), (&json!("Hi"), &json!("Shop")));
    assert_eq!(changed["content"], json!({"format": "text", "body": "Hello", "text": null}));
    assert_eq!(ids(&app.get("/campaigns?status=draft,sent").await.expect(200)), [id(&draft)]);
    assert_eq!(app.get("/campaigns?status=sent").await.expect(200), json!([]));
}

#[actix_web::test]
async fn a_template_that_does_not_parse_is_refused_at_save() {
    let app = TestApp::start().await;
    let body = json!({"name": "x", "subject": "{{ customer.first_name", "segments": {"include": [99]}});
    let error = app.post("/campaigns", &body).await.expect(400);
    assert_eq!(error["code"], "rest_invalid_param");
    assert_eq!(params(&error), ["segments.include", "subject"]);
    assert_eq!(error["data"]["faults"].as_array().unwrap().len(), 2);
    assert_eq!(app.get("/campaigns").await.expect(200), json!([]));
}

#[actix_web::test]
async fn an_unfinished_campaign_is_not_sent() {
    let app = TestApp::start().await;
    let draft = id(&app.post("/campaigns", &json!({"name": "Spring"})).await.expect(201));
    let error = app.post(&format!("/campaigns/{draft}/send"), &json!({})).await.expect(400);
    assert_eq!(error["code"], "growffinity_rest_campaign_invalid");
    assert_eq!(params(&error), ["content.body", "from.email", "segments.include", "subject"]);
    app.post("/campaigns/999/send", &json!({})).await.expect(404);
}

#[actix_web::test]
async fn a_campaign_is_sent_once_and_its_figures_add_up() {
    let app = TestApp::start().await;
    for name in ["ann", "bob"] {
        customer(&app, &format!("{name}@example.com")).await;
    }
    let segment = everyone(&app).await;
    let made = id(&app.post("/campaigns", &campaign(segment)).await.expect(201));
    let sent = app.post(&format!("/campaigns/{made}/send"), &json!({})).await.expect(202);
    assert_eq!(sent["status"], "sending");
    let again = app.post(&format!("/campaigns/{made}/send"), &json!({})).await.expect(409);
    assert_eq!(again["code"], "growffinity_rest_campaign_state");
    assert_eq!((&again["data"]["state"], &again["data"]["allowed"]), (&json!("sending"), &json!(["draft"])));
    assert_eq!(app.put(&format!("/campaigns/{made}"), &json!({"subject": "x"})).await.status, 409);
    app.run_due_work().await;
    let stats = app.get(&format!("/campaigns/{made}/stats")).await.expect(200);
    assert_eq!((&stats["recipients"], &stats["sent"], &stats["queued"]), (&json!(2), &json!(2), &json!(0)));
    assert_eq!(stats["rates"]["delivery"], json!(1.0));
    let item = app.get(&format!("/campaigns/{made}")).await.expect(200);
    assert_eq!((&item["status"], &item["totals"]["sent"]), (&json!("sent"), &json!(2)));
}

#[actix_web::test]
async fn a_scheduled_campaign_can_be_taken_back() {
    let app = TestApp::start().await;
    let segment = everyone(&app).await;
    let path = format!("/campaigns/{}", id(&app.post("/campaigns", &campaign(segment)).await.expect(201)));
    let past = app.post(&format!("{path}/send"), &json!({"scheduled_at": "2020-01-01T00:00:00"})).await.expect(400);
    assert_eq!(params(&past), ["scheduled_at"]);
    let at = json!({"scheduled_at_gmt": "2026-12-01T09:00:00"});
    let scheduled = app.post(&format!("{path}/send"), &at).await.expect(202);
    assert_eq!(
        (&scheduled["status"], &scheduled["scheduled_at_gmt"]),
        (&json!("scheduled"), &json!("2026-12-01T09:00:00"))
    );
    let used = app.delete(&format!("/segments/{segment}")).await.expect(409);
    assert_eq!(used["code"], "growffinity_rest_segment_in_use");
    assert_eq!(used["data"]["used_by"]["campaigns"][0]["name"], "Spring");
    let draft = app.put(&path, &json!({"scheduled_at": null})).await.expect(200);
    assert_eq!((&draft["status"], &draft["scheduled_at"]), (&json!("draft"), &json!(null)));
    app.delete(&format!("/segments/{segment}")).await.expect(200);
}
