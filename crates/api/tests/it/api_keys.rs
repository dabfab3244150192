//! `/api-keys`

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{id, ids, params};

async fn create(app: &TestApp, body: &Value) -> Value {
    app.post("/api-keys", body).await.expect(201)
}

async fn status_by(app: &TestApp, token: &str) -> u16 {
    Answer::to(app.anonymous(Method::GET, "/segments/fields").bearer_auth(token)).await.status
}

#[actix_web::test]
async fn a_secret_is_shown_when_it_is_made_and_never_again() {
    let app = TestApp::start().await;
    let body = json!({"name": "Zapier", "scopes": ["segments", "customers", "segments"], "expires_at_gmt": "2027-01-01T00:00:00"});
    let answer = app.post("/api-keys", &body).await;
    let made = answer.expect(201);
    let token = made["token"].as_str().unwrap();
    assert!(token.starts_with("gfk_") && token.ends_with(made["truncated_key"].as_str().unwrap()), "{made}");
    assert_eq!(made["scopes"], json!(["customers", "segments"]));
    let shown = ["name", "type", "permissions", "plan", "status", "last_access", "expires_at_gmt"]
        .map(|name| made[name].clone());
    assert_eq!(json!(shown), json!(["Zapier", "token", "read", "standard", "active", null, "2027-01-01T00:00:00"]));
    assert_eq!(made["user"]["name"], "Owner");
    assert_eq!(answer.header("location"), app.url(&format!("/api-keys/{}", id(&made))));
    assert!(made["consumer_key"].is_null() && answer.header("cache-control").contains("no-store"));
    assert_eq!(status_by(&app, token).await, 200);

    let read = app.get(&format!("/api-keys/{}", id(&made))).await;
    assert!(!read.text.contains(token) && read.expect(200)["token"].is_null());
    assert_eq!(read.json()["last_access_gmt"], "2026-11-23T10:00:00");
    assert!(!app.get("/api-keys").await.text.contains(token));

    let pair =
        create(&app, &json!({"name": "WooCommerce", "type": "pair", "permissions": "read_write", "plan": "premium"}))
            .await;
    let (key, secret) = (pair["consumer_key"].as_str().unwrap(), pair["consumer_secret"].as_str().unwrap());
    assert!(key.starts_with("ck_") && secret.starts_with("cs_") && pair["token"].is_null());
    let by_pair = app.anonymous(Method::POST, "/segments").basic_auth(key, Some(secret));
    Answer::to(by_pair.json(&json!({"name": "Hand-picked", "type": "static"}))).await.expect(201);
    let again = app.get(&format!("/api-keys/{}", id(&pair))).await;
    assert!(!again.text.contains(key) && !again.text.contains(secret));
}

#[actix_web::test]
async fn a_secret_is_given_again_to_who_asks_again_and_lies_encrypted_till_then() {
    let app = TestApp::start().await;
    let ask = || {
        let request = app.request(Method::POST, "/api-keys").header("idempotency-key", "k-1");
        Answer::to(request.json(&json!({"name": "Zapier", "type": "pair"})))
    };
    let (first, again) = (ask().await, ask().await);
    let made = first.expect(201);
    assert_eq!((again.header("idempotency-replayed"), &again.text), ("true", &first.text));
    assert_eq!(app.get("/api-keys").await.header("x-wp-total"), "1");
    let shows = |table: &str, column: &str, text: &str| {
        let found = format!("position(convert_to('{text}', 'UTF8') IN {column}) > 0");
        app.db().number(&format!("SELECT count(*) FROM {table} WHERE {found}"))
    };
    let secret = made["consumer_secret"].as_str().unwrap();
    assert_eq!(shows("idempotency_keys", "body", secret), 0, "encrypted");
    assert_eq!(shows("api_keys", "sealed_secret", secret), 0, "encrypted");
    let other = app.request(Method::POST, "/segments").header("idempotency-key", "k-2");
    Answer::to(other.json(&json!({"name": "Hand-picked", "type": "static"}))).await.expect(201);
    assert_eq!(shows("idempotency_keys", "body", "Hand-picked"), 1, "others lie open, and are found");
}

#[actix_web::test]
async fn a_rotated_key_has_two_secrets_for_a_while() {
    let app = TestApp::start().await;
    let made = create(&app, &json!({"name": "Zapier"})).await;
    let path = format!("/api-keys/{}/rotate", id(&made));
    let rotate = async |body: Value| app.post(&path, &body).await;
    let rotated = rotate(json!({"overlap": "2 hours"})).await.expect(200);
    assert_eq!(rotated["id"], made["id"]);
    let (old, new) = (made["token"].as_str().unwrap(), rotated["token"].as_str().unwrap());
    assert_ne!(old, new);
    assert_eq!((status_by(&app, old).await, status_by(&app, new).await), (200, 200));
    app.clock().advance(chrono::TimeDelta::hours(2));
    assert_eq!((status_by(&app, old).await, status_by(&app, new).await), (401, 200));
    let wrong = rotate(json!({"overlap": "soon"})).await.expect(400);
    assert_eq!(params(&wrong), ["overlap"]);

    let gone = app.delete(&format!("/api-keys/{}", id(&made))).await.expect(200);
    assert_eq!((&gone["deleted"], &gone["previous"]["status"]), (&json!(true), &json!("active")));
    assert_eq!(status_by(&app, new).await, 401);
    assert_eq!(app.get(&format!("/api-keys/{}", id(&made))).await.expect(200)["status"], "revoked");
    assert_eq!(rotate(json!({})).await.expect(409)["code"], "growffinity_rest_api_key_inactive");
}

#[actix_web::test]
async fn keys_are_listed_by_what_they_are() {
    let app = TestApp::start().await;
    let (login, password) = app.user("mia", Role::Member).await;
    let mia = app.services().access.find_user("mia").await.unwrap().unwrap().id.get();
    let a = id(&create(&app, &json!({"name": "a", "expires_at_gmt": "2026-11-23T11:00:00"})).await);
    let b = id(&create(&app, &json!({"name": "B", "type": "pair", "user": mia})).await);
    let c = id(&create(&app, &json!({"name": "c"})).await);
    app.delete(&format!("/api-keys/{c}")).await.expect(200);
    app.clock().advance(chrono::TimeDelta::hours(1));
    let list = async |query: &str| ids(&app.get(&format!("/api-keys?{query}")).await.expect(200));
    assert_eq!(list("").await, [c, b, a]);
    assert_eq!(list("status=expired").await, [a]);
    assert_eq!(list("status=active,revoked&orderby=name&order=asc").await, [b, c]);
    assert_eq!(list(&format!("user={mia}")).await, [b]);
    assert_eq!(list("type=pair").await, [b]);
    assert_eq!(list("search=A").await, [a]);
    assert_eq!(list(&format!("include={c},{a}&orderby=include&order=asc")).await, [c, a]);
    assert_eq!(list("per_page=1&cursor=").await, [a]);
    let pages = app.get("/api-keys?per_page=2").await;
    assert_eq!((pages.header("x-wp-total"), pages.header("x-wp-totalpages")), ("3", "2"));
    assert!(app.get(&format!("/api-keys/{b}?_embed")).await.expect(200)["_embedded"]["user"][0]["login"] == "mia");

    for (method, path) in [(Method::GET, "/api-keys"), (Method::POST, "/api-keys"), (Method::GET, "/users")] {
        let request = app.anonymous(method, path).basic_auth(&login, Some(&password)).json(&json!({"name": "x"}));
        assert_eq!(Answer::to(request).await.expect(403)["code"], "rest_forbidden", "{path}");
    }
    let token = create(&app, &json!({"name": "d", "permissions": "read_write"})).await;
    let by_key = app.anonymous(Method::GET, "/api-keys").bearer_auth(token["token"].as_str().unwrap());
    assert_eq!(Answer::to(by_key).await.expect(403)["code"], "rest_forbidden", "no key makes keys");
}

#[actix_web::test]
async fn what_is_wrong_with_a_key_is_named() {
    let app = TestApp::start().await;
    let body = json!({"type": "tokens", "permissions": "all", "scopes": ["customers", "shop"], "plan": "gold", "expires_at": "soon"});
    let wrong = app.post("/api-keys", &body).await.expect(400);
    assert_eq!(params(&wrong), ["name"]);
    let others = &wrong["additional_errors"][0]["data"]["params"];
    for name in ["type", "permissions", "scopes[1]", "plan", "expires_at"] {
        assert!(others[name].is_string(), "{name} in {wrong}");
    }
    let past = app.post("/api-keys", &json!({"name": "x", "expires_at_gmt": "2026-11-23T10:00:00"})).await.expect(400);
    assert_eq!(params(&past), ["expires_at"]);
    let nobody = app.post("/api-keys", &json!({"name": "x", "user": 99})).await.expect(404);
    assert_eq!(nobody["code"], "growffinity_rest_user_invalid_id");
    assert_eq!(
        app.post("/api-keys", &json!({"name": "x", "id": 3})).await.expect(400)["code"],
        "growffinity_rest_existing_id"
    );
    for answer in [
        app.get("/api-keys/99").await,
        app.delete("/api-keys/99").await,
        app.post("/api-keys/99/rotate", &json!({})).await,
    ] {
        assert_eq!(answer.expect(404)["code"], "growffinity_rest_api_key_invalid_id");
    }
}
