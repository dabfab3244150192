//! Segments: made, refreshed, their members listed, deleted.

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{customer, id, ids, order, params};

fn spent_over(amount: u32) -> Value {
    json!({"name": "Big spenders", "conditions": [{"field": "total_spent", "operator": "greater_than", "value": amount}],
        "refresh": "manual"})
}

#[actix_web::test]
async fn a_segment_is_made_filled_and_its_members_listed() {
    let app = TestApp::start().await;
    order(&app, "ann@example.com", "150").await;
    order(&app, "bob@example.com", "50").await;
    let made = app.post("/segments", &spent_over(100)).await;
    let segment = made.expect(201);
    assert_eq!(
        (&segment["type"], &segment["match"], &segment["status"]),
        (&json!("dynamic"), &json!("all"), &json!("ready"))
    );
    assert_eq!((&segment["members_count"], &segment["slug"]), (&json!(1), &json!("big-spenders")));
    assert!(made.header("location").ends_with(&format!("/segments/{}", id(&segment))));
    let members = app.get(&format!("/segments/{}/members", id(&segment))).await;
    let list = members.expect(200);
    assert_eq!((&list[0]["email"], members.header("x-wp-total")), (&json!("ann@example.com"), "1"));
    assert_eq!(list[0]["joined_at_gmt"], "2026-11-23T10:00:00");
    app.run_due_work().await;
}

#[actix_web::test]
async fn a_refresh_says_who_came_and_went() {
    let app = TestApp::start().await;
    let segment = id(&app.post("/segments", &spent_over(100)).await.expect(201));
    order(&app, "ann@example.com", "150").await;
    let done = app.post(&format!("/segments/{segment}/refresh"), &json!({})).await.expect(202);
    assert_eq!((&done["status"], &done["members_count"]), (&json!("ready"), &json!(1)));
    assert_eq!((&done["joined"], &done["left"]), (&json!(1), &json!(0)));
    app.post("/segments/999/refresh", &json!({})).await.expect(404);
    app.run_due_work().await;
}

#[actix_web::test]
async fn a_changed_rule_changes_the_members() {
    let app = TestApp::start().await;
    order(&app, "ann@example.com", "150").await;
    let path = format!("/segments/{}", id(&app.post("/segments", &spent_over(100)).await.expect(201)));
    let rule = json!({"conditions": spent_over(1_000)["conditions"], "description": "none yet"});
    let changed = app.put(&path, &rule).await.expect(200);
    assert_eq!((&changed["members_count"], &changed["description"]), (&json!(0), &json!("none yet")));
    assert_eq!(changed["name"], "Big spenders");
    app.run_due_work().await;
}

#[actix_web::test]
async fn every_fault_of_a_rule_is_told_with_its_path() {
    let app = TestApp::start().await;
    let body = json!({"name": "x", "conditions": [
        {"field": "shoe", "operator": "equals", "value": 1},
        {"match": "any", "conditions": [{"field": "total_spent", "operator": "contains", "value": 1, "within": {}}]},
    ]});
    let error = app.post("/segments", &body).await.expect(400);
    assert_eq!(error["code"], "rest_invalid_param");
    let told = params(&error);
    assert!(told.contains(&"conditions[0].field"), "{told:?}");
    assert!(told.iter().any(|path| path.starts_with("conditions[1].conditions[0]")), "{told:?}");
    assert_eq!(error["data"]["faults"][0]["path"], "conditions[0].field");
    assert_eq!(params(&app.post("/segments", &json!({"name": "x"})).await.expect(400)), ["conditions"]);
    app.post("/segments", &json!({"name": "x", "conditions": []})).await.expect(400);
}

#[actix_web::test]
async fn a_deleted_segment_is_told_and_gone() {
    let app = TestApp::start().await;
    let path = format!("/segments/{}", id(&app.post("/segments", &spent_over(1)).await.expect(201)));
    let stale = Answer::to(app.request(Method::DELETE, &path).header("if-match", "\"9-x\"")).await;
    assert_eq!(stale.status, 412);
    let gone = app.delete(&format!("{path}?force=True")).await.expect(200);
    assert_eq!((&gone["deleted"], &gone["previous"]["name"]), (&json!(true), &json!("Big spenders")));
    app.get(&path).await.expect(404);
    app.delete(&path).await.expect(404);
}

#[actix_web::test]
async fn a_static_segment_has_no_rule() {
    let app = TestApp::start().await;
    let made = app.post("/segments", &json!({"name": "By hand", "type": "static"})).await.expect(201);
    let path = format!("/segments/{}", id(&made));
    let refused = app.post(&format!("{path}/refresh"), &json!({})).await.expect(409);
    assert_eq!(refused["code"], "growffinity_rest_segment_static");
    assert_eq!(app.put(&path, &json!({"conditions": spent_over(1)["conditions"]})).await.status, 409);
    let dynamic = id(&app.post("/segments", &spent_over(1)).await.expect(201));
    assert_eq!(ids(&app.get("/segments?type=dynamic").await.expect(200)), [dynamic]);
}

#[actix_web::test]
async fn every_field_is_listed_for_editors() {
    let app = TestApp::start().await;
    customer(&app, "ann@example.com").await;
    let fields = app.get("/segments/fields").await.expect(200);
    let spent = fields.as_array().unwrap().iter().find(|field| field["field"] == "total_spent").unwrap();
    assert_eq!((&spent["type"], &spent["label"]), (&json!("money"), &json!("Total spent")));
    assert!(spent["operators"].as_array().unwrap().contains(&json!("between")));
}
