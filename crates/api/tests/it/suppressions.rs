//! /suppressions

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

use crate::common::{customer, id, ids, params};

#[actix_web::test]
async fn an_address_is_suppressed_listed_and_released() {
    let app = TestApp::start().await;
    customer(&app, "ann@example.com").await;
    let made = app.post("/suppressions", &json!({"email": "Ann@example.com"})).await;
    let item = made.expect(201);
    assert_eq!((&item["email"], &item["reason"]), (&json!("ann@example.com"), &json!("manual")));
    assert!(made.header("location").ends_with(&format!("/suppressions/{}", id(&item))));
    let again = app.post("/suppressions", &json!({"email": "ann@example.com", "reason": "bounced"})).await.expect(200);
    assert_eq!((id(&again), &again["reason"]), (id(&item), &json!("manual")));
    let stranger =
        app.post("/suppressions", &json!({"email": "x@example.com", "reason": "complained"})).await.expect(201);
    assert_eq!(stranger["email"], json!(null), "nobody who is there has it");

    assert_eq!(ids(&app.get("/suppressions").await.expect(200)).len(), 2);
    assert_eq!(ids(&app.get("/suppressions?reason=complained").await.expect(200)), [id(&stranger)]);
    for query in ["search=X@example.com", "email=x@example.com", "search=x%40example.com&per_page=1"] {
        let found = app.get(&format!("/suppressions?{query}")).await;
        assert_eq!((ids(&found.expect(200)), found.header("x-wp-total")), (vec![id(&stranger)], "1"), "{query}");
    }
    assert_eq!(ids(&app.get("/suppressions?search=example").await.expect(200)), [0; 0]);
    let walked = app.get("/suppressions?cursor=&per_page=1").await;
    assert_eq!(ids(&walked.expect(200)), [id(&item)]);

    let path = format!("/suppressions/{}", id(&item));
    assert_eq!(app.get(&path).await.expect(200), item);
    let mut previous = item.clone();
    previous.as_object_mut().unwrap().remove("_links");
    assert_eq!(app.delete(&path).await.expect(200), json!({"deleted": true, "previous": previous}));
    assert_eq!(app.get(&path).await.expect(404)["code"], "growffinity_rest_suppression_invalid_id");
    app.delete(&path).await.expect(404);
}

#[actix_web::test]
async fn what_is_wrong_is_named_and_viewers_only_look() {
    let app = TestApp::start().await;
    assert_eq!(params(&app.post("/suppressions", &json!({})).await.expect(400)), ["email"]);
    let wrong = json!({"email": "nobody", "reason": "mood"});
    assert_eq!(params(&app.post("/suppressions", &wrong).await.expect(400)), ["email", "reason"]);
    let named = json!({"id": 3, "email": "x@example.com"});
    assert_eq!(app.post("/suppressions", &named).await.expect(400)["code"], "growffinity_rest_existing_id");
    let (login, password) = app.user("vera", Role::Viewer).await;
    let as_viewer = |method| app.anonymous(method, "/suppressions").basic_auth(&login, Some(&password));
    assert_eq!(Answer::to(as_viewer(Method::GET)).await.status, 200);
    assert_eq!(Answer::to(as_viewer(Method::POST).json(&json!({"email": "x@example.com"}))).await.status, 403);
    assert_eq!(Answer::to(app.anonymous(Method::GET, "/suppressions")).await.status, 401);
}
