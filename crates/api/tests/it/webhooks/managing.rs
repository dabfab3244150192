//! Making, changing and deleting webhooks.

use growffinity_access::Role;
use growffinity_testkit::{Answer, Receiver, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

use super::{app, deliveries, hook};
use crate::common::{customer, id, ids, params};

#[actix_web::test]
async fn a_secret_is_shown_once_and_lies_sealed() {
    let app = app().await;
    let receiver = Receiver::open().await;
    let body = json!({"name": "Warehouse", "delivery_url": receiver.url(), "topic": "order.completed"});
    let answer = app.post("/webhooks", &body).await;
    let made = answer.expect(201);
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_") && secret.len() == "whsec_".len() + 44, "{made}");
    let shown = ["name", "status", "events", "topic", "resource", "event", "hooks", "payload", "failure_count"];
    let shown = shown.map(|name| made[name].clone());
    let wanted =
        json!(["Warehouse", "active", ["order.completed"], "order.completed", "order", "completed", [], "resource", 0]);
    assert_eq!(json!(shown), wanted);
    assert_eq!(answer.header("location"), app.url(&format!("/webhooks/{}", id(&made))));
    let read = app.get(&format!("/webhooks/{}", id(&made))).await;
    assert!(!read.text.contains(secret) && read.expect(200)["secret"].is_null());
    assert!(!app.get("/webhooks").await.text.contains(secret));
    let sealed = format!("SELECT count(*) FROM webhooks WHERE position(convert_to('{secret}', 'UTF8') IN secret) > 0");
    assert_eq!(app.db().number(&sealed), 0);

    app.run_due_work().await;
    let [ping] = <[_; 1]>::try_from(receiver.all()).unwrap();
    assert_eq!(ping.body, format!("webhook_id={}", id(&made)).into_bytes());
    assert_eq!(ping.header("content-type"), "application/x-www-form-urlencoded");
    assert!(ping.headers.keys().all(|name| !name.contains("signature")), "{ping:?}");

    let rotated = app.post(&format!("/webhooks/{}/rotate-secret", id(&made)), &json!({})).await.expect(200);
    assert_ne!(rotated["secret"], made["secret"]);
    assert_eq!(rotated["previous_secret_until_gmt"], "2026-11-24T10:00:00");
    app.clock().advance(chrono::TimeDelta::hours(25));
    assert!(app.get(&format!("/webhooks/{}", id(&made))).await.expect(200)["previous_secret_until"].is_null());
}

#[actix_web::test]
async fn what_is_wrong_with_a_webhook_is_named() {
    let app = TestApp::start().await;
    let faults = async |body: Value| {
        let error = app.post("/webhooks", &body).await.expect(400);
        params(&error).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(faults(json!({})).await, ["delivery_url", "events"]);
    let good = "https://example.com/hook";
    for (url, events, at) in [
        ("ftp://example.com", json!(["*"]), "delivery_url"),
        ("https://ann:secret@example.com/", json!(["*"]), "delivery_url"),
        ("http://127.0.0.1/", json!(["*"]), "delivery_url"),
        ("http://[::ffff:10.0.0.1]/", json!(["*"]), "delivery_url"),
        ("http://169.254.169.254/latest", json!(["*"]), "delivery_url"),
        (good, json!(["customer.created", "customers.created"]), "events[1]"),
        (good, json!(["event.recorded"]), "events[0]"),
        (good, json!([]), "events"),
    ] {
        assert_eq!(faults(json!({"delivery_url": url, "events": events})).await, [at], "{url} {events}");
    }
    assert_eq!(faults(json!({"delivery_url": good, "topic": "customer.*"})).await, ["topic"]);
    let rest = json!({"delivery_url": good, "events": "*", "secret": "a b", "payload": "xml", "status": "on"});
    assert_eq!(faults(rest).await, ["payload", "secret", "status"]);
    let named = json!({"delivery_url": good, "events": "*", "id": 3});
    assert_eq!(app.post("/webhooks", &named).await.expect(400)["code"], "growffinity_rest_existing_id");
    let unresolvable = json!({"delivery_url": "https://no-such-host.example/", "events": "*"});
    app.post("/webhooks", &unresolvable).await.expect(201);
    for (method, path) in [
        (Method::GET, "/webhooks/99"),
        (Method::PUT, "/webhooks/99"),
        (Method::DELETE, "/webhooks/99"),
        (Method::POST, "/webhooks/99/test"),
        (Method::POST, "/webhooks/99/rotate-secret"),
        (Method::GET, "/webhooks/99/deliveries"),
        (Method::GET, "/webhooks/99/deliveries/1"),
        (Method::POST, "/webhooks/99/deliveries/1/redeliver"),
    ] {
        let answer = Answer::to(app.request(method.clone(), path).json(&json!({}))).await;
        assert_eq!(answer.expect(404)["code"], "growffinity_rest_webhook_invalid_id", "{method} {path}");
    }
    let replay = app.post("/webhooks/99/replay", &json!({"after": "2026-01-01T00:00:00"})).await;
    assert_eq!(replay.expect(404)["code"], "growffinity_rest_webhook_invalid_id");
    assert_eq!(params(&app.post("/webhooks/1/replay", &json!({})).await.expect(400)), ["after"]);
    let none = app.post("/webhooks/1/deliveries/99/redeliver", &json!({})).await.expect(404);
    assert_eq!(none["code"], "growffinity_rest_delivery_invalid_id");
    app.leave_due_work();
}

#[actix_web::test]
async fn a_webhook_is_changed_in_part_and_found_by_what_it_is() {
    let app = app().await;
    let receiver = Receiver::open().await;
    let one = hook(&app, &receiver, &["customer.*"]).await;
    let two = hook(&app, &receiver, &["order.created", "segment.updated"]).await;
    let changed = app.put(&one, &json!({"name": "Crm", "status": "paused", "failure_count": 9})).await.expect(200);
    assert_eq!((&changed["name"], &changed["status"]), (&json!("Crm"), &json!("paused")));
    assert_eq!((&changed["failure_count"], &changed["events"]), (&json!(0), &json!(["customer.*"])));
    let list = async |query: &str| ids(&app.get(&format!("/webhooks?{query}")).await.expect(200));
    assert_eq!(list("").await, [2, 1]);
    assert_eq!(list("status=paused").await, [1]);
    assert_eq!(list("status=all&orderby=id&order=asc").await, [1, 2]);
    assert_eq!(list("event=customer.updated").await, [1]);
    assert_eq!(list("event=order.created").await, [2]);
    assert_eq!(list("search=CRM").await, [1]);
    assert_eq!(list("orderby=title&order=asc").await, [1, 2]);
    let etag = app.get(&two).await;
    let version = etag.header("etag").to_owned();
    app.put(&two, &json!({"name": "Stock"})).await.expect(200);
    let stale = app.request(Method::PUT, &two).header("if-match", version).json(&json!({"name": "Late"}));
    assert_eq!(Answer::to(stale).await.expect(412)["code"], "growffinity_rest_conflict");

    // The whole item can be sent back, as WooCommerce's clients do.
    let whole = app.get(&two).await.expect(200);
    assert_eq!(app.put(&two, &whole).await.expect(200)["events"], whole["events"]);
    let gone = app.delete(&two).await.expect(200);
    assert_eq!((&gone["deleted"], &gone["previous"]["name"]), (&json!(true), &json!("Stock")));
    app.get(&two).await.expect(404);
    app.run_due_work().await;
}

#[actix_web::test]
async fn owners_alone_have_webhooks_and_a_key_needs_the_scope_of_what_is_told() {
    let app = app().await;
    let (login, password) = app.user("mia", Role::Member).await;
    let by_member = app.anonymous(Method::GET, "/webhooks").basic_auth(login, Some(password));
    assert_eq!(Answer::to(by_member).await.expect(403)["code"], "rest_forbidden");
    let key = json!({"name": "k", "permissions": "read_write", "scopes": ["webhooks", "segments"]});
    let key = app.post("/api-keys", &key).await.expect(201);
    let make = async |events: &str| {
        let body = json!({"delivery_url": "https://example.com/", "events": events});
        let request = app.anonymous(Method::POST, "/webhooks").bearer_auth(key["token"].as_str().unwrap());
        Answer::to(request.json(&body)).await
    };
    make("segment.updated").await.expect(201);
    for events in ["customer.created", "segment.member_joined", "*"] {
        let refused = make(events).await.expect(403);
        assert_eq!((&refused["code"], &refused["data"]["scope"]), (&json!("insufficient_scope"), &json!("customers")));
    }
    app.leave_due_work();
}

#[actix_web::test]
async fn every_event_is_listed_with_an_example() {
    let app = TestApp::start().await;
    let events = app.get("/webhooks/events").await.expect(200);
    let names: Vec<&str> = events.as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    for seed in ["customer.created", "order.completed", "segment.updated", "campaign.clicked", "workflow.completed"] {
        assert!(names.contains(&seed), "{seed}");
    }
    assert!(!names.contains(&"event.recorded"));
    for event in events.as_array().unwrap() {
        assert!(event["example"].is_object() && event["description"].as_str().unwrap().ends_with('.'), "{event}");
    }
}

#[actix_web::test]
async fn a_test_shows_an_example_and_changes_nothing() {
    let app = app().await;
    let receiver = Receiver::open().await;
    let path = hook(&app, &receiver, &["order.*"]).await;
    app.put(&path, &json!({"status": "paused"})).await.expect(200);
    let queued = app.post(&format!("{path}/test"), &json!({})).await.expect(202);
    assert_eq!((&queued["type"], &queued["status"]), (&json!("order.created"), &json!("pending")));
    app.post(&format!("{path}/test"), &json!({"event": "customer.deleted"})).await.expect(202);
    assert_eq!(params(&app.post(&format!("{path}/test"), &json!({"event": "x"})).await.expect(400)), ["event"]);
    customer(&app, "ann@example.com").await;
    app.run_due_work().await;
    let received = receiver.received();
    assert_eq!(received.len(), 2, "the paused webhook hears of nothing else");
    let shown = received.iter().find(|one| one.header("x-growffinity-event") == "order.created").unwrap();
    assert!(shown.json()["data"]["line_items"].is_array() && !shown.header("webhook-signature").is_empty());
    let all = deliveries(&app, &path).await;
    assert!(all.iter().all(|one| one["status"] == "delivered"), "{all:?}");
    let whole = app.get(&format!("{path}/deliveries/{}", id(&queued))).await.expect(200);
    assert_eq!(whole["request"]["body"].as_str().unwrap().as_bytes(), shown.body);
    assert_eq!(whole["attempts"][0]["status_code"], 200);
}
