//! PUT, PATCH and POST /customers/{id}

use growffinity_testkit::{Answer, TestApp, builders};
use reqwest::Method;
use serde_json::json;

use crate::common::{customer, id};

#[actix_web::test]
async fn put_patch_and_post_change_only_what_is_named() {
    let app = TestApp::start().await;
    let path = format!("/customers/{}", customer(&app, "ann@example.com").await);
    for (method, name) in [(Method::PUT, "A"), (Method::PATCH, "B"), (Method::POST, "C")] {
        let request = app.request(method.clone(), &path).json(&json!({"first_name": name}));
        let item = Answer::to(request).await.expect(200);
        assert_eq!((&item["first_name"], &item["last_name"]), (&json!(name), &json!("Lee")), "{method}");
    }
    let answer = app.put(&path, &json!({})).await;
    answer.expect(200);
    assert!(answer.header("etag").starts_with("\"4-"), "an empty update raises no version");
}

#[actix_web::test]
async fn null_unsets_and_attributes_merge() {
    let app = TestApp::start().await;
    let body = builders::customer("ann@example.com").with("attributes", json!({"a": 1, "b": 2})).with("phone", "1");
    let path = format!("/customers/{}", id(&app.post("/customers", body.json()).await.expect(201)));
    let change = json!({"birthday": "2000-02-29", "timezone": "Europe/Paris", "attributes": {"a": null, "c": [1]}});
    let item = app.put(&path, &change).await.expect(200);
    assert_eq!((&item["birthday"], &item["timezone"]), (&json!("2000-02-29"), &json!("Europe/Paris")));
    assert_eq!(item["attributes"], json!({"b": 2, "c": [1]}));
    let item = app.put(&path, &json!({"birthday": null, "timezone": null, "phone": null})).await.expect(200);
    assert_eq!((&item["birthday"], &item["timezone"], &item["phone"]), (&json!(null), &json!(null), &json!("")));
}

#[actix_web::test]
async fn the_id_in_the_path_wins() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let bob = customer(&app, "bob@example.com").await;
    let item = app.put(&format!("/customers/{ann}"), &json!({"id": bob, "phone": "7"})).await.expect(200);
    assert_eq!((id(&item), &item["phone"]), (ann, &json!("7")));
    assert_eq!(app.get(&format!("/customers/{bob}")).await.expect(200)["phone"], "");
}

#[actix_web::test]
async fn a_stale_if_match_changes_nothing() {
    let app = TestApp::start().await;
    let path = format!("/customers/{}", customer(&app, "ann@example.com").await);
    let etag = app.get(&path).await.header("etag").to_owned();
    let change = |etag: String, name: &'static str| {
        Answer::to(app.request(Method::PUT, &path).header("if-match", etag).json(&json!({"first_name": name})))
    };
    change(etag.clone(), "New").await.expect(200);
    let refused = change(etag, "Late").await.expect(412);
    assert_eq!(refused["code"], "growffinity_rest_conflict");
    assert_eq!(change("\"nonsense\"".into(), "Late").await.status, 412);
    change("*".into(), "Any").await.expect(200);
    assert_eq!(app.get(&path).await.expect(200)["first_name"], "Any");
}

#[actix_web::test]
async fn another_customers_address_is_refused() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let bob = customer(&app, "bob@example.com").await;
    let error = app.put(&format!("/customers/{bob}"), &json!({"email": "ann@example.com"})).await.expect(409);
    assert_eq!(error["data"]["resource_id"], ann);
    app.put("/customers/999", &json!({"phone": "1"})).await.expect(404);
}
