//! Stores: made, changed and deleted by owners, one of them the default, their secrets never shown.

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp, builders};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{id, ids, order, params};

async fn default_store(app: &TestApp) -> Value {
    let list = app.get("/stores").await.expect(200);
    let mut defaults = list.as_array().unwrap().iter().filter(|store| store["is_default"] == true);
    let default = defaults.next().unwrap().clone();
    assert_eq!(defaults.next(), None, "one default");
    default
}

#[actix_web::test]
async fn a_store_is_made_changed_and_deleted() {
    let app = TestApp::start().await;
    let body =
        json!({"name": " My  Shop ", "url": "https://shop.example", "platform": "woocommerce", "currency": "EUR"});
    let made = app.post("/stores", &body).await;
    let shop = made.expect(201);
    assert_eq!((&shop["name"], &shop["url"]), (&json!("My Shop"), &json!("https://shop.example")));
    assert_eq!((&shop["platform"], &shop["currency"]), (&json!("woocommerce"), &json!("EUR")));
    assert_eq!(
        (&shop["status"], &shop["is_default"], &shop["date_synced"]),
        (&json!("active"), &json!(false), &json!(null))
    );
    let path = format!("/stores/{}", id(&shop));
    assert!(made.header("location").ends_with(&path));
    assert_eq!(app.get(&path).await.expect(200), shop);
    let plain = app.post("/stores", &json!({"name": "Plain"})).await.expect(201);
    assert_eq!((&plain["platform"], &plain["currency"], &plain["url"]), (&json!("api"), &json!("USD"), &json!("")));
    let known = app.post("/stores", &json!({"name": "my shop"})).await.expect(409);
    assert_eq!((&known["code"], &known["data"]["resource_id"]), (&json!("growffinity_rest_name_exists"), &shop["id"]));
    assert_eq!(app.put(&path, &json!({"name": "PLAIN"})).await.expect(409)["data"]["resource_id"], plain["id"]);

    let paused = app.put(&path, &json!({"status": "paused", "url": null})).await;
    assert_eq!((&paused.expect(200)["status"], &paused.expect(200)["url"]), (&json!("paused"), &json!("")));
    assert!(paused.header("etag").starts_with("\"2-"));
    let stale =
        Answer::to(app.request(Method::PUT, &path).header("if-match", "\"1-x\"").json(&json!({"status": "active"})));
    assert_eq!(stale.await.status, 412);
    assert_eq!(app.delete(&path).await.expect(200)["previous"]["name"], "My Shop");
    for refused in [app.get(&path).await, app.delete(&path).await, app.put(&path, &json!({"status": "active"})).await] {
        assert_eq!(refused.expect(404)["code"], "growffinity_rest_store_invalid_id");
    }
}

#[actix_web::test]
async fn what_is_wrong_with_a_store_is_named() {
    let app = TestApp::start().await;
    assert_eq!(app.post("/stores", &json!({})).await.expect(400)["code"], "rest_missing_callback_param");
    let bad = json!({"name": "", "url": "shop.example", "platform": "magento", "currency": "XXXX", "status": "open",
        "is_default": "perhaps", "consumer_key": 5, "webhook_secret": "x".repeat(201)});
    let refused = app.post("/stores", &bad).await.expect(400);
    let all = ["consumer_key", "currency", "is_default", "name", "platform", "status", "url", "webhook_secret"];
    assert_eq!(params(&refused), all);
    let existing = app.post("/stores", &json!({"id": 1, "name": "x"})).await.expect(400);
    assert_eq!(existing["code"], "growffinity_rest_existing_id");
}

#[actix_web::test]
async fn only_owners_write_stores() {
    let app = TestApp::start().await;
    let path = format!("/stores/{}", id(&default_store(&app).await));
    for role in [Role::Member, Role::Viewer] {
        let (login, password) = app.user(role.as_str(), role).await;
        let call = async |method: Method, path: &str| {
            let request = app.anonymous(method, path).basic_auth(&login, Some(&password)).json(&json!({"name": "x"}));
            Answer::to(request).await.status
        };
        assert_eq!(call(Method::GET, "/stores").await, 200, "{role:?}");
        assert_eq!(call(Method::GET, &path).await, 200, "{role:?}");
        assert_eq!(call(Method::POST, "/stores").await, 403, "{role:?}");
        assert_eq!(call(Method::PUT, &path).await, 403, "{role:?}");
        assert_eq!(call(Method::DELETE, &path).await, 403, "{role:?}");
    }
    assert_eq!(Answer::to(app.anonymous(Method::GET, "/stores")).await.status, 401);
}

#[actix_web::test]
async fn there_is_always_one_default_store() {
    let app = TestApp::start().await;
    let first = default_store(&app).await;
    assert_eq!(first["name"], "Default");
    let path = format!("/stores/{}", id(&first));
    assert_eq!(
        app.put(&path, &json!({"is_default": false})).await.expect(409)["code"],
        "growffinity_rest_store_in_use"
    );
    assert_eq!(app.delete(&path).await.expect(409)["code"], "growffinity_rest_store_in_use");
    let renamed = app.put(&path, &json!({"name": "Main"})).await.expect(200);
    assert_eq!(renamed["is_default"], true);
    app.services().ensure_default_store().await.unwrap();
    assert_eq!(ids(&app.get("/stores").await.expect(200)), [id(&first)], "another start makes no second one");

    let second = app.post("/stores", &json!({"name": "Second", "is_default": true})).await.expect(201);
    assert_eq!(default_store(&app).await["id"], second["id"]);
    let order = app.get(&format!("/orders/{}", order(&app, "ann@example.com", "5").await)).await.expect(200);
    assert_eq!(order["store"]["id"], second["id"]);
    app.put(&path, &json!({"is_default": true})).await.expect(200);
    assert_eq!(default_store(&app).await["id"], first["id"]);
    let used = app.delete(&format!("/stores/{}", id(&second))).await.expect(409);
    assert_eq!(used["code"], "growffinity_rest_store_in_use");
    app.run_due_work().await;
}

#[actix_web::test]
async fn a_store_that_a_customer_names_stays() {
    let app = TestApp::start().await;
    for (name, member) in [("by store", "store"), ("by id", "external_ids")] {
        let store = id(&app.post("/stores", &json!({"name": name})).await.expect(201));
        let value = if member == "store" { json!(store) } else { json!([{"store": store, "external_id": "7"}]) };
        let body = builders::customer(&format!("{member}@example.com")).with(member, value);
        app.post("/customers", body.json()).await.expect(201);
        app.delete(&format!("/stores/{store}")).await.expect(409);
        app.get(&format!("/stores/{store}")).await.expect(200);
    }
    app.run_due_work().await;
}

#[actix_web::test]
async fn secrets_are_kept_and_never_shown() {
    let app = TestApp::start().await;
    let body =
        json!({"name": "Shop", "consumer_key": "ck_first", "consumer_secret": "cs_first", "webhook_secret": "whs"});
    let made = app.post("/stores", &body).await;
    let path = format!("/stores/{}", id(&made.expect(201)));
    let store = growffinity_kernel::StoreId::new(id(&made.expect(201))).unwrap();
    let kept = async || app.services().stores.secrets(store).await.unwrap().unwrap();
    assert_eq!(kept().await.consumer_key.as_deref(), Some("ck_first"));
    assert_eq!(kept().await.webhook_secret.as_deref(), Some("whs"));
    let changed = app.put(&path, &json!({"consumer_secret": "cs_second", "webhook_secret": null})).await;
    changed.expect(200);
    let kept = kept().await;
    assert_eq!((kept.consumer_key.as_deref(), kept.consumer_secret.as_deref()), (Some("ck_first"), Some("cs_second")));
    assert_eq!(kept.webhook_secret, None);
    for answer in [made, changed, app.get(&path).await, app.get("/stores").await, app.delete(&path).await] {
        assert!(
            !answer.text.contains("ck_") && !answer.text.contains("cs_") && !answer.text.contains("whs"),
            "{}",
            answer.text
        );
    }
    assert!(!format!("{kept:?}").contains("ck_"));
}

#[actix_web::test]
async fn stores_are_listed_sorted_and_searched() {
    let app = TestApp::start().await;
    let default = id(&default_store(&app).await);
    let shop = json!({"name": "a shop", "url": "https://shop.example"});
    let shop = id(&app.post("/stores", &shop).await.expect(201));
    let body = builders::customer("ann@example.com").with("store", shop);
    app.post("/customers", body.json()).await.expect(201);
    let list = async |query: &str| ids(&app.get(&format!("/stores?{query}")).await.expect(200));
    assert_eq!(list("").await, [shop, default]);
    assert_eq!(list("orderby=id").await, [default, shop]);
    assert_eq!(list("orderby=customers_count&order=desc").await, [shop, default]);
    assert_eq!(list("search=SHOP.example").await, [shop]);
    assert_eq!(list(&format!("include={shop}")).await, [shop]);
    assert_eq!(list(&format!("exclude={shop}")).await, [default]);
    app.run_due_work().await;
}
