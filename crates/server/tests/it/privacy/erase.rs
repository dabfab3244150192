//! Erasing: a person put everywhere by every way in is gone from the whole database.

use futures::future::join_all;
use growffinity_postgres::PERSONAL_TABLES;
use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

/// Stands in everything that is written of the person; the zone and the day are as rare.
const MARKER: &str = "zqmarker7";
const ZONE: &str = "Antarctica/Troll";
const BIRTHDAY: &str = "1911-11-11";
const EMAIL: &str = "zqmarker7@example.com";
const OTHER_EMAIL: &str = "second.zqmarker7@example.com";

/// Columns of the whole database in which the person stands, as `table.column`, read as text (bytes in hexadecimal). A
/// test of the registry sees to it that it names every column that can hold words.
fn hits(app: &TestApp) -> Vec<String> {
    let hex = MARKER.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    let pattern = format!("({MARKER}|{hex}|{ZONE}|{BIRTHDAY})");
    let columns = PERSONAL_TABLES
        .iter()
        .flat_map(|table| table.personal.iter().chain(table.other).map(|column| (table.name, *column)));
    let is_hit = |(table, column): &(&str, &str)| {
        let sql = format!("SELECT count(*) FROM {table} WHERE \"{column}\"::text ~* '{pattern}'");
        app.db().number(&sql) > 0
    };
    columns.filter(is_hit).map(|(table, column)| format!("{table}.{column}")).collect()
}

fn address(email: bool) -> Value {
    let mut members: Value =
        ["first_name", "last_name", "company", "address_1", "address_2", "city", "state", "postcode", "phone"]
            .iter()
            .map(|name| ((*name).to_owned(), Value::from(format!("{MARKER} {name}"))))
            .collect::<serde_json::Map<_, _>>()
            .into();
    members["country"] = json!(format!("{MARKER} land"));
    if email {
        members["email"] = json!(EMAIL);
    }
    members
}

fn person(email: &str) -> Value {
    json!({
        "email": email, "first_name": format!("{MARKER} first"), "last_name": format!("{MARKER} last"),
        "phone": format!("{MARKER} phone"), "birthday": BIRTHDAY, "locale": MARKER, "timezone": ZONE,
        "billing": address(true), "shipping": address(false),
        "attributes": {"nick": MARKER, (MARKER): true},
        "external_ids": [{"store": 1, "external_id": format!("{MARKER}-{}", email.len())}],
        "consent": {"email": {"status": "subscribed", "source": MARKER,
            "proof": {"ip": "192.0.2.1", "user_agent": MARKER, "text": MARKER}}},
    })
}

async fn keyed(app: &TestApp, path: &str, body: &Value, status: u16) -> Value {
    let request = app.request(Method::POST, path).header("idempotency-key", "one").json(body);
    Answer::to(request).await.expect(status)
}

fn id(item: &Value) -> i64 {
    item["id"].as_i64().unwrap()
}

/// The person, by every way in, as two customers who are merged. Answers the id that is left, and that of an order.
async fn everywhere(app: &TestApp) -> (i64, i64) {
    let one = id(&keyed(app, "/customers", &person(EMAIL), 201).await);
    let two = id(&app.post("/customers", &person(OTHER_EMAIL)).await.expect(201));
    let path = format!("/customers/{one}");
    app.put(&path, &json!({"last_name": format!("{MARKER} married")})).await.expect(200);
    let consent = json!({"status": "subscribed", "source": format!("{MARKER} call"), "proof": {"text": MARKER}});
    keyed(app, &format!("{path}/consent"), &consent, 200).await;
    let order = json!({"external_id": "77", "status": "completed", "total": "20.00", "billing": address(true),
        "shipping": address(false), "line_items": [{"name": "Mug", "quantity": 1, "total": "20.00"}]});
    let order = id(&keyed(app, "/orders", &order, 201).await);
    let refund = json!({"amount": "1.00", "reason": format!("{MARKER} did not like it")});
    app.post(&format!("/orders/{order}/refunds"), &refund).await.expect(201);
    keyed(app, &format!("{path}/notes"), &json!({"note": format!("{MARKER} called"), "category": "phone_call"}), 201)
        .await;
    let event = json!({"name": "checkout_started", "properties": {"page": MARKER}, "unique_id": MARKER});
    keyed(app, &format!("{path}/events"), &event, 201).await;
    app.post("/suppressions", &json!({"email": EMAIL})).await.expect(201);
    app.db().execute(&format!(
        "INSERT INTO imports (type, format, options, created_at, modified_at) \
             VALUES ('customers', 'csv', '{{\"filter\": {{\"email\": \"{EMAIL}\"}}}}', now(), now()); \
         INSERT INTO import_refusals (import_id, line, number, value, code, message, email) \
             SELECT id, 2, 1, '{MARKER}', 'x', '{MARKER} is no date', '{EMAIL}' FROM imports; \
         INSERT INTO import_seen SELECT '{EMAIL}', id, 1 FROM imports"
    ));
    app.post(&format!("{path}/merge"), &json!({"from": two})).await.expect(200);
    app.db().execute(&format!(
        "INSERT INTO segments (name, slug, type, match, refresh, members_count, created_at, modified_at) \
             VALUES ('All', 'all', 'static', 'all', 'manual', 1, now(), now()); \
         INSERT INTO segment_members SELECT s.id, {one}, now() FROM segments s; \
         INSERT INTO campaign_messages (campaign_id, customer_id, email, status, last_error, due_at) \
             VALUES (1, {one}, '{EMAIL}', 'bounced', '550 {EMAIL} is unknown', now()), (2, {one}, '', 'queued', NULL, now()); \
         INSERT INTO campaigns (name, content, status, timezone, created_at, modified_at) \
             VALUES ('Spring', '{{}}', 'sent', 'UTC', now(), now()); \
         INSERT INTO campaign_links (campaign_id, url, key) SELECT id, 'https://a.example/?c={MARKER}', '{MARKER}' FROM campaigns; \
         INSERT INTO tracking_hits (campaign_id, message_id, customer_id, kind, link, link_id, address, agent, hit_at) \
             SELECT campaign_id, 1, {one}, 'click', url, id, '{MARKER}', '{MARKER}', now() FROM campaign_links; \
         INSERT INTO campaign_engagements (campaign_id, customer_id, action, link, occurred_at) \
             SELECT campaign_id, {one}, 'clicked', url, now() FROM campaign_links; \
         INSERT INTO webhook_deliveries (webhook_id, event_id, type, object_type, object_id, order_key, customer_id, status, \
                 due_at, created_at) \
             VALUES (1, 1, 'customer.created', 'customer', {one}, {one}, {one}, 'delivered', now(), now()); \
         INSERT INTO webhook_bodies SELECT id, customer_id, '{{\"email\": \"{EMAIL}\"}}' FROM webhook_deliveries; \
         INSERT INTO webhook_attempts (delivery_id, number, started_at, milliseconds, status_code, response_body) \
             SELECT id, 1, now(), 5, 200, 'thanks for {EMAIL}' FROM webhook_deliveries"
    ));
    (one, order)
}

#[tokio::test]
async fn nothing_of_the_person_is_left_in_the_whole_database() {
    let app = TestApp::start().await;
    app.leave_due_work();
    let (customer, order) = everywhere(&app).await;
    let before = hits(&app);
    for table in PERSONAL_TABLES {
        for column in table.personal {
            let place = format!("{}.{column}", table.name);
            assert!(before.contains(&place), "the test puts nothing of the person into {place}");
        }
    }
    let export = app.get(&format!("/customers/{customer}/export")).await;
    for column in ["note", "proof", "billing", "last_error"] {
        assert!(export.text.contains(column), "{column} is handed out");
    }

    let erased = app.delete(&format!("/customers/{customer}")).await.expect(200);
    assert_eq!((&erased["deleted"], &erased["previous"]["email"]), (&json!(true), &json!(EMAIL)));
    assert_eq!(hits(&app), Vec::<String>::new());

    let kept = app.get(&format!("/orders/{order}")).await.expect(200);
    assert_eq!((&kept["customer_id"], &kept["total"]), (&json!(null), &json!("20.00")), "the books keep the order");
    assert_eq!(kept["line_items"][0]["name"], "Mug");
    for path in ["", "/orders", "/export", "/notes"] {
        let gone = app.get(&format!("/customers/{customer}{path}")).await.expect(404);
        assert_eq!(gone["code"], "growffinity_rest_customer_invalid_id", "{path}");
    }
    assert_eq!(app.get("/customers").await.header("x-wp-total"), "0");
    app.delete(&format!("/customers/{customer}")).await.expect(404);
    let told = format!("SELECT count(*) FROM events WHERE type = 'customer.deleted' AND object_id = {customer}");
    assert_eq!(app.db().number(&told), 1);
    assert_eq!(app.db().number("SELECT members_count FROM segments"), 0);
    let queued = "SELECT count(*) FROM campaign_messages WHERE status = 'skipped' AND reason = 'erased'";
    assert_eq!(app.db().number(queued), 1);
    assert_eq!(app.db().number("SELECT sum(delta) FROM campaign_totals WHERE status = 'skipped:erased'"), 1);
    // Both addresses, also that of the customer who was merged.
    assert_eq!(app.db().number("SELECT count(*) FROM suppressions"), 2);
    for email in [EMAIL, OTHER_EMAIL] {
        let found = app.get(&format!("/suppressions?email={email}")).await;
        assert_eq!((found.header("x-wp-total"), &found.json()[0]["email"]), ("1", &json!(null)));
    }
}

#[tokio::test]
async fn a_request_sent_again_after_the_erasure_is_told_that_its_answer_is_gone() {
    let app = TestApp::start().await;
    let made = keyed(&app, "/customers", &person(EMAIL), 201).await;
    keyed(&app, "/customers", &person(EMAIL), 201).await;
    let other = keyed(&app, "/suppressions", &json!({"email": "else@example.com"}), 201).await;
    app.delete(&format!("/customers/{}", id(&made))).await.expect(200);
    let error = keyed(&app, "/customers", &person(EMAIL), 409).await;
    assert_eq!(error["code"], "growffinity_rest_idempotency_answer_lost");
    assert_eq!(app.get("/customers").await.header("x-wp-total"), "0", "and nobody is made anew");
    assert_eq!(keyed(&app, "/suppressions", &json!({"email": "else@example.com"}), 201).await, other);
}

#[tokio::test]
async fn an_erased_address_that_comes_in_again_is_a_new_customer_who_is_not_mailed() {
    let app = TestApp::start().await;
    app.leave_due_work();
    let first = id(&app.post("/customers", &person(EMAIL)).await.expect(201));
    app.delete(&format!("/customers/{first}")).await.expect(200);
    let order = json!({"total": "5.00", "status": "completed", "billing": {"email": EMAIL}});
    let anew = app.post("/orders?notify=false", &order).await.expect(201)["customer_id"].as_i64().unwrap();
    assert_ne!(anew, first);
    app.post(&format!("/customers/{anew}/consent"), &json!({"status": "subscribed", "source": "import"}))
        .await
        .expect(200);
    let segment = id(&app
        .post(
            "/segments",
            &json!({"name": "All",
        "conditions": [{"field": "id", "operator": "is_not_empty"}]}),
        )
        .await
        .expect(201));
    let campaign = json!({"name": "Spring", "subject": "Hello", "from": {"name": "Shop", "email": "shop@example.com"},
        "content": {"format": "text", "body": "Hi"}, "segments": {"include": [segment]}});
    let campaign = id(&app.post("/campaigns", &campaign).await.expect(201));
    app.post(&format!("/campaigns/{campaign}/send"), &json!({})).await.expect(202);
    app.run_due_work().await;
    assert_eq!(app.mail().attempts().len(), 0);
    let reason = "SELECT count(*) FROM campaign_messages WHERE status = 'skipped' AND reason = 'suppressed'";
    assert_eq!(app.db().number(reason), 1);
}

#[tokio::test]
async fn erasing_takes_the_version_that_was_looked_at() {
    let app = TestApp::start().await;
    let path = format!("/customers/{}", id(&app.post("/customers", &person(EMAIL)).await.expect(201)));
    let stale = app.request(Method::DELETE, &path).header("if-match", "\"7-x\"");
    assert_eq!(Answer::to(stale).await.status, 412);
    let etag = app.get(&path).await.header("etag").to_owned();
    Answer::to(app.request(Method::DELETE, &path).header("if-match", etag)).await.expect(200);
    assert_eq!(Answer::to(app.anonymous(Method::DELETE, &path)).await.status, 401);
}

#[tokio::test]
async fn orders_that_come_in_while_their_customer_is_erased_lose_nothing() {
    let app = TestApp::start().await;
    app.leave_due_work();
    for round in 0..4 {
        let customer = id(&app.post("/customers", &json!({"email": EMAIL})).await.expect(201));
        let orders = (0..6).map(|number| {
            let body = json!({"external_id": format!("{round}-{number}"), "total": "1.00", "status": "completed",
                "billing": {"email": EMAIL}});
            let app = &app;
            async move { app.post("/orders", &body).await.expect(201) }
        });
        let path = format!("/customers/{customer}");
        let (orders, erased) = tokio::join!(join_all(orders), app.delete(&path));
        erased.expect(200);
        assert_eq!(orders.len(), 6);
        let left = format!("SELECT count(*) FROM orders WHERE customer_id = {customer}");
        assert_eq!(app.db().number(&left), 0);
        assert_eq!(app.services().customers.recount(10).await.unwrap(), []);
        for row in app.get("/customers").await.json().as_array().unwrap() {
            app.delete(&format!("/customers/{}", id(row))).await.expect(200);
        }
    }
    assert_eq!(app.db().number("SELECT count(*) FROM orders"), 24);
}
