//! Custom events: told one by one and in batches, once each, and listed.

use growffinity_testkit::{TestApp, builders};
use serde_json::{Value, json};

use crate::common::{customer, id, ids, params};

#[actix_web::test]
async fn an_event_of_a_customer_is_recorded_once() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let path = format!("/customers/{ann}/events");
    let body = json!({"name": " checkout_started ", "properties": {"value": "45.00", "items": [{"sku": "A"}]},
        "occurred_at_gmt": "2026-11-20T08:00:00", "unique_id": "c-77"});
    let made = app.post(&path, &body).await;
    let event = made.expect(201);
    assert_eq!((&event["name"], &event["customer_id"]), (&json!("checkout_started"), &json!(ann)));
    assert_eq!(event["properties"], body["properties"]);
    assert_eq!((&event["occurred_at_gmt"], &event["unique_id"]), (&json!("2026-11-20T08:00:00"), &json!("c-77")));
    assert_eq!(event["date_created_gmt"], "2026-11-23T10:00:00");
    assert!(made.header("location").ends_with(&format!("/events/{}", id(&event))));
    assert_eq!(app.get(&format!("/events/{}", id(&event))).await.expect(200), event);

    let again = app.post(&path, &json!({"name": "something_else", "unique_id": "c-77"})).await.expect(200);
    assert_eq!(again, event, "told again, it is what it was");
    let bob = app.post("/events", &json!({"email": "Bob@Example.com", "name": "visited", "unique_id": "c-77"})).await;
    assert_ne!(bob.expect(201)["customer_id"], ann, "another customer's id is another's");
    assert_eq!(app.get(&path).await.header("x-wp-total"), "1");
    assert_eq!(app.get("/events/1").await.expect(404)["code"], "growffinity_rest_event_invalid_id");
    app.run_due_work().await;
}

#[actix_web::test]
async fn whoever_is_not_known_is_made() {
    let app = TestApp::start().await;
    let event = app.post("/events", &json!({"email": "new@example.com", "name": "signed_up"})).await.expect(201);
    let made = app.get(&format!("/customers/{}", event["customer_id"])).await.expect(200);
    assert_eq!((&made["email"], &made["consent"]["email"]["status"]), (&json!("new@example.com"), &json!("pending")));
    assert_eq!(event["occurred_at_gmt"], "2026-11-23T10:00:00");
    assert_eq!((&event["properties"], &event["unique_id"]), (&json!({}), &json!(null)));
    let ann = customer(&app, "ann@example.com").await;
    let both = json!({"customer_id": ann, "email": "other@example.com", "name": "signed_up"});
    assert_eq!(app.post("/events", &both).await.expect(201)["customer_id"], ann, "the id wins");
    assert_eq!(app.get("/customers").await.header("x-wp-total"), "2");
}

#[actix_web::test]
async fn every_fault_of_an_event_is_told_by_its_name() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let deep = json!({"a": {"b": {"c": {"d": {"e": []}}}}});
    for (with, at, code) in [
        (json!({"name": null}), "name", ""),
        (json!({"name": " "}), "name", "rest_too_short"),
        (json!({"name": "x".repeat(101)}), "name", "rest_too_long"),
        (json!({"name": "a\tb"}), "name", "rest_invalid_pattern"),
        (json!({"name": "order.completed"}), "name", "rest_invalid_pattern"),
        (json!({"name": 7}), "name", "rest_invalid_type"),
        (json!({"properties": "much"}), "properties", "rest_invalid_type"),
        (json!({"properties": ["much"]}), "properties", "rest_invalid_type"),
        (json!({"properties": deep}), "properties", "rest_out_of_bounds"),
        (json!({"properties": {"a": "x".repeat(17_000)}}), "properties", "rest_too_long"),
        (json!({"properties": {"a": "\u{0}"}}), "properties", "rest_invalid_pattern"),
        (json!({"occurred_at": "yesterday"}), "occurred_at", "rest_invalid_date"),
        (json!({"occurred_at_gmt": "2026-11-23T10:05:01"}), "occurred_at", "rest_out_of_bounds"),
        (json!({"occurred_at_gmt": "1969-12-31T23:59:59"}), "occurred_at", "rest_out_of_bounds"),
        (json!({"unique_id": " "}), "unique_id", "rest_too_short"),
        (json!({"customer_id": 0}), "customer_id", "rest_out_of_bounds"),
        (json!({"customer_id": null, "email": "nobody"}), "email", "rest_invalid_email"),
        (json!({"customer_id": null}), "email", ""),
    ] {
        let mut body = json!({"customer_id": ann, "name": "visited"});
        body.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        let error = app.post("/events", &body).await.expect(400);
        assert_eq!(params(&error), [at], "{error}");
        assert_eq!(error["data"]["details"][at]["code"].as_str().unwrap_or_default(), code, "{error}");
    }
    let two = app.post("/events", &json!({"properties": 1})).await.expect(400);
    assert_eq!(two["data"]["params"], json!(["email", "name"]));
    app.post("/events", &json!({"customer_id": ann, "name": "x", "id": 5})).await.expect(400);
    let unknown = app.post("/events", &json!({"customer_id": 999, "name": "visited"})).await.expect(404);
    assert_eq!(unknown["code"], "growffinity_rest_customer_invalid_id");
    app.post("/customers/999/events", &json!({"name": "visited"})).await.expect(404);
    assert_eq!(app.get(&format!("/customers/{ann}/events")).await.expect(200), json!([]));
    app.post("/events", &json!({"customer_id": ann, "name": "x", "occurred_at_gmt": "2026-11-23T10:05:00"}))
        .await
        .expect(201);
}

#[actix_web::test]
async fn numbers_too_large_for_anyone_harm_nobody() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let body = format!("{{\"customer_id\": {ann}, \"name\": \"x\", \"properties\": {{\"n\": 1e400}}}}");
    let request = app.request(reqwest::Method::POST, "/events").header("content-type", "application/json");
    let answer = growffinity_testkit::Answer::to(request.body(body)).await;
    assert_eq!(answer.expect(400)["code"], "rest_invalid_json");
    let large = json!({"customer_id": ann, "name": "x", "properties": {"n": 1e300, "m": u64::MAX, "s": "\u{1F600}"}});
    let event = app.post("/events", &large).await.expect(201);
    assert_eq!(event["properties"]["m"], u64::MAX);
    assert_eq!(app.get(&format!("/events/{}", id(&event))).await.expect(200), event);
}

#[actix_web::test]
async fn a_batch_answers_each_event_by_itself() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let known = app.post("/events", &json!({"customer_id": ann, "name": "visited", "unique_id": "v-1"})).await;
    let batch = json!({"events": [
        {"customer_id": ann, "name": "visited", "unique_id": "v-1"},
        {"email": "new@example.com", "name": "visited", "unique_id": "v-2"},
        {"email": "new@example.com", "name": "clicked", "unique_id": "v-2"},
        {"email": "new@example.com", "name": "clicked"},
        {"name": "nobody"},
        "nonsense",
        {"customer_id": 999, "name": "visited"},
        {"customer_id": ann, "name": "visited", "occurred_at": "2030-01-01T00:00:00"},
        {"customer_id": ann, "name": "visited", "id": 1},
    ]});
    let done = app.post("/events/batch", &batch).await.expect(200);
    assert_eq!((&done["created"], &done["known"], &done["refused"]), (&json!(2), &json!(2), &json!(5)));
    let codes: Vec<&str> =
        done["events"].as_array().unwrap().iter().map(|one| one["error"]["code"].as_str().unwrap_or("")).collect();
    let expected = [
        "",
        "",
        "",
        "",
        "rest_missing_callback_param",
        "rest_invalid_param",
        "growffinity_rest_customer_invalid_id",
        "rest_invalid_param",
        "growffinity_rest_existing_id",
    ];
    assert_eq!(codes, expected);
    let events = &done["events"];
    assert_eq!(events[0], known.expect(201));
    assert_eq!((&events[2], &events[1]["name"]), (&events[1], &json!("visited")), "the first one counts");
    assert_ne!(events[3]["id"], events[1]["id"]);
    assert_eq!(app.get("/customers").await.header("x-wp-total"), "2");

    let many: Vec<Value> = (0..1_001).map(|_| json!({"customer_id": ann, "name": "x"})).collect();
    let error = app.post("/events/batch", &json!({"events": many})).await.expect(413);
    assert_eq!(error["data"]["limit"], 1_000);
    let most = json!({"events": &many[..1_000]});
    assert_eq!(app.post("/events/batch", &most).await.expect(200)["created"], 1_000);
    assert_eq!(app.get(&format!("/customers/{ann}/events")).await.header("x-wp-total"), "1001");
    assert_eq!(params(&app.post("/events/batch", &json!({})).await.expect(400)), ["events"]);
    assert_eq!(params(&app.post("/events/batch", &json!({"events": "all"})).await.expect(400)), ["events"]);
    assert_eq!(app.post("/events/batch", &json!({"events": []})).await.expect(200)["created"], 0);
}

#[actix_web::test]
async fn the_latest_event_comes_first() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let path = format!("/customers/{ann}/events");
    let mut made = Vec::new();
    for (name, day) in [("visited", 3), ("bought, twice", 1), ("visited", 2)] {
        let body = json!({"name": name, "occurred_at_gmt": format!("2026-11-0{day}T10:00:00")});
        made.push(id(&app.post(&path, &body).await.expect(201)));
    }
    assert_eq!(ids(&app.get(&path).await.expect(200)), [made[0], made[2], made[1]]);
    for (query, expected) in [
        ("name=visited", vec![made[0], made[2]]),
        ("name[]=visited&name[]=bought,%20twice&orderby=id&order=asc", made.clone()),
        ("search=BOUGHT", vec![made[1]]),
        ("after=2026-11-01T12:00:00&before=2026-11-03T00:00:00", vec![made[2]]),
        ("modified_after=2026-11-03T12:00:00&per_page=1&page=2", vec![made[2]]),
        ("cursor=&per_page=2", vec![made[0], made[1]]),
    ] {
        assert_eq!(ids(&app.get(&format!("{path}?{query}")).await.expect(200)), expected, "{query}");
    }
    app.get("/customers/999/events").await.expect(404);
    let bob = app.post("/customers", builders::customer("bob@example.com").json()).await.expect(201);
    assert_eq!(app.get(&format!("/customers/{}/events", id(&bob))).await.expect(200), json!([]));
}
