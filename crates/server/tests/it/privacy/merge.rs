//! Merging: two records become one, and nothing is counted, mailed or told twice.

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

use super::common::{customer, id};

async fn merge(app: &TestApp, into: i64, from: i64) -> Answer {
    app.post(&format!("/customers/{into}/merge"), &json!({"from": from})).await
}

async fn order(app: &TestApp, email: &str, total: &str) -> i64 {
    let body = json!({"total": total, "status": "completed", "billing": {"email": email}});
    id(&app.post("/orders", &body).await.expect(201))
}

#[tokio::test]
async fn everything_moves_over_and_the_figures_are_those_of_a_recount() {
    let app = TestApp::start().await;
    let ann =
        customer(&app, "ann@example.com", json!({"first_name": "Ann", "tags": ["vip"], "attributes": {"size": 1}}))
            .await;
    let old = json!({"first_name": "Anna", "last_name": "Lee", "phone": "7", "birthday": "1990-05-17", "tags": ["VIP", "old"],
        "groups": ["news"], "attributes": {"size": 2, "hat": 3}, "external_ids": [{"store": 1, "external_id": "58"}],
        "billing": {"city": "Springfield", "company": "ACME"}});
    let old = customer(&app, "old@example.com", old).await;
    order(&app, "ann@example.com", "10.00").await;
    let moved = order(&app, "old@example.com", "32.50").await;
    app.post(&format!("/customers/{old}/notes"), &json!({"note": "Likes mugs"})).await.expect(201);
    let etag = app.get(&format!("/customers/{ann}")).await.header("etag").to_owned();

    let item = merge(&app, ann, old).await.expect(200);
    assert_eq!((id(&item), &item["email"], &item["first_name"]), (ann, &json!("ann@example.com"), &json!("Ann")));
    assert_eq!(
        (&item["last_name"], &item["phone"], &item["birthday"]),
        (&json!("Lee"), &json!("7"), &json!("1990-05-17"))
    );
    assert_eq!((&item["billing"]["city"], &item["attributes"]), (&json!("Springfield"), &json!({"size": 1, "hat": 3})));
    assert_eq!((&item["tags"], &item["groups"]), (&json!(["old", "vip"]), &json!(["news"])));
    assert_eq!(item["external_ids"], json!([{"store": 1, "external_id": "58"}]));
    assert_eq!((&item["stats"]["orders_count"], &item["stats"]["total_spent"]), (&json!(2), &json!("42.50")));
    assert_eq!(app.services().customers.recount(10).await.unwrap(), []);
    assert_eq!(app.get(&format!("/orders/{moved}")).await.expect(200)["customer_id"], ann);
    assert_eq!(app.get(&format!("/customers/{ann}/notes")).await.header("x-wp-total"), "1");
    assert_eq!(app.get("/customers").await.header("x-wp-total"), "1");
    let stale =
        app.request(Method::PUT, &format!("/customers/{ann}")).header("if-match", etag).json(&json!({"phone": "8"}));
    assert_eq!(Answer::to(stale).await.status, 412, "the merge raised the version");
    let told = |kind: &str, of: i64| {
        app.db().number(&format!(
            "SELECT count(*) FROM events WHERE type = '{kind}' AND object_id = {of} AND data ? 'merged'"
        ))
    };
    assert_eq!((told("customer.updated", ann), told("customer.deleted", old)), (1, 0));
    let gone = format!("SELECT count(*) FROM events WHERE object_id = {old} AND data ->> 'merged_into' = '{ann}'");
    assert_eq!(app.db().number(&gone), 1);
}

#[tokio::test]
async fn the_merged_id_answers_where_its_customer_is_on_every_route() {
    let app = TestApp::start().await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(customer(&app, &format!("{name}@example.com"), json!({})).await);
    }
    merge(&app, ids[1], ids[0]).await.expect(200);
    merge(&app, ids[2], ids[1]).await.expect(200);
    for gone in &ids[..2] {
        let path = format!("/customers/{gone}");
        let answers = [
            app.get(&path).await,
            app.get(&format!("{path}/orders")).await,
            app.get(&format!("{path}/notes")).await,
            app.get(&format!("{path}/export")).await,
            app.put(&path, &json!({"phone": "1"})).await,
            app.post(&format!("{path}/consent"), &json!({"status": "subscribed", "source": "x"})).await,
            app.post(&format!("{path}/notes"), &json!({"note": "x"})).await,
            app.delete(&path).await,
            merge(&app, *gone, ids[2]).await,
            merge(&app, ids[2], *gone).await,
        ];
        for answer in answers {
            let error = answer.expect(410);
            assert_eq!(error["code"], "growffinity_rest_customer_merged");
            assert_eq!((&error["data"]["status"], &error["data"]["resource_id"]), (&json!(410), &json!(ids[2])));
            assert_eq!(error["data"]["href"], app.url(&format!("/customers/{}", ids[2])));
        }
    }
    app.delete(&format!("/customers/{}", ids[2])).await.expect(200);
    app.get(&format!("/customers/{}", ids[0])).await.expect(404);
}

#[tokio::test]
async fn what_can_not_be_merged_is_refused() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com", json!({})).await;
    let bob = customer(&app, "bob@example.com", json!({})).await;
    let itself = merge(&app, ann, ann).await.expect(400);
    assert!(itself["data"]["params"]["from"].is_string(), "{itself}");
    assert_eq!(merge(&app, ann, 999).await.expect(404)["code"], "growffinity_rest_customer_invalid_id");
    assert_eq!(merge(&app, 999, ann).await.expect(404)["code"], "growffinity_rest_customer_invalid_id");
    let nobody = app.post(&format!("/customers/{ann}/merge"), &json!({"from": "x"})).await.expect(400);
    assert!(nobody["data"]["params"]["from"].is_string(), "{nobody}");
    let path = format!("/customers/{ann}/merge");
    let stale = app.request(Method::POST, &path).header("if-match", "\"5-x\"").json(&json!({"from": bob}));
    assert_eq!(Answer::to(stale).await.status, 412);
    app.get(&format!("/customers/{bob}")).await.expect(200);
}

#[tokio::test]
async fn the_more_restrictive_consent_holds_and_its_history_moves() {
    let app = TestApp::start().await;
    let consent = |status: &str| json!({"consent": {"email": {"status": status, "source": status}}});
    let ann = customer(&app, "ann@example.com", consent("subscribed")).await;
    let old = customer(&app, "old@example.com", consent("unsubscribed")).await;
    let item = merge(&app, ann, old).await.expect(200);
    assert_eq!(item["consent"]["email"]["status"], "unsubscribed");
    assert_eq!(item["consent"]["email"]["source"], "unsubscribed");
    let lines = format!("SELECT count(*) FROM consent_changes WHERE customer_id = {ann}");
    assert_eq!(app.db().number(&lines), 3, "what both came with, and what the merge did");
    assert_eq!(app.db().number("SELECT count(*) FROM events WHERE type = 'customer.unsubscribed'"), 1);
    let refused = app.get("/suppressions?email=old@example.com").await.expect(200);
    assert_eq!(refused[0]["reason"], "unsubscribed", "the address that went is not mailed either");
    let unsubscribed = customer(&app, "new@example.com", consent("subscribed")).await;
    let item = merge(&app, ann, unsubscribed).await.expect(200);
    assert_eq!(item["consent"]["email"]["status"], "unsubscribed", "nobody is subscribed by a merge");
}

#[tokio::test]
async fn merges_at_once_leave_one_customer_with_everything() {
    let app = TestApp::start().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        let email = format!("c{number}@example.com");
        ids.push(customer(&app, &email, json!({})).await);
        order(&app, &email, "1.00").await;
    }
    // Everyone into everyone: whoever comes too late is told where the customer is.
    let pairs =
        ids.iter().flat_map(|into| ids.iter().map(move |from| (*into, *from))).filter(|(into, from)| into != from);
    let app = &app;
    let answers =
        futures::future::join_all(pairs.map(|(into, from)| async move { merge(app, into, from).await })).await;
    let done = answers.iter().filter(|answer| answer.status == 200).count();
    let told = answers.iter().filter(|answer| answer.status == 410 || answer.status == 412).count();
    assert_eq!((done, told), (4, 16), "{:?}", answers.iter().map(|answer| &answer.text).collect::<Vec<_>>());
    let left = app.get("/customers").await.expect(200);
    assert_eq!((left.as_array().unwrap().len(), &left[0]["stats"]["orders_count"]), (1, &json!(5)));
    assert_eq!(app.services().customers.recount(10).await.unwrap(), []);
    let lost =
        "SELECT count(*) FROM customer_merges m WHERE NOT EXISTS (SELECT FROM customers c WHERE c.id = m.into_id)";
    assert_eq!((app.db().number("SELECT count(*) FROM customer_merges"), app.db().number(lost)), (4, 0));
}

#[tokio::test]
async fn nobody_is_mailed_twice_for_having_been_two() {
    let app = TestApp::start().await;
    app.leave_due_work();
    let ann = customer(&app, "ann@example.com", json!({})).await;
    let old = customer(&app, "old@example.com", json!({})).await;
    let message = |campaign: i64, customer: i64, status: &str| {
        app.db().execute(&format!(
            "INSERT INTO campaign_messages (campaign_id, customer_id, email, status, due_at) \
             VALUES ({campaign}, {customer}, '', '{status}', now())"
        ));
    };
    message(1, ann, "queued");
    message(1, old, "queued");
    message(2, ann, "queued");
    message(2, old, "sent");
    message(3, ann, "sent");
    message(3, old, "queued");
    message(4, old, "queued");
    merge(&app, ann, old).await.expect(200);
    let count = |what: &str| app.db().number(&format!("SELECT count(*) FROM campaign_messages WHERE {what}"));
    assert_eq!(count(&format!("status = 'queued' AND customer_id = {ann}")), 2, "campaigns 1 and 4");
    assert_eq!(count("status = 'queued' AND campaign_id IN (2, 3)"), 0);
    assert_eq!(count("status = 'skipped' AND reason = 'merged'"), 3);
    assert_eq!(app.db().number("SELECT sum(delta) FROM campaign_totals WHERE status = 'skipped:merged'"), 3);
}

#[tokio::test]
async fn a_label_that_moves_with_the_orders_is_told_with_the_rest() {
    let app = TestApp::with_settings(&[("labels.vip_spent", "100")]).await;
    let ann = customer(&app, "ann@example.com", json!({})).await;
    let old = customer(&app, "old@example.com", json!({"tags": ["early"]})).await;
    order(&app, "ann@example.com", "60.00").await;
    order(&app, "old@example.com", "60.00").await;
    assert_eq!(app.get(&format!("/customers/{ann}")).await.expect(200)["label"], "new");
    app.run_due_work().await;
    let seen = app.db().number("SELECT max(id) AS number FROM events");
    assert_eq!(merge(&app, ann, old).await.expect(200)["label"], "vip");
    let of_ann = format!("FROM events WHERE id > {seen} AND object_id = {ann} AND type = 'customer.updated'");
    assert_eq!(app.db().number(&format!("SELECT count(*) AS number {of_ann}")), 1);
    for member in ["label", "tags"] {
        let told = format!("SELECT count(*) AS number {of_ann} AND data -> 'changed' ? '{member}'");
        assert_eq!(app.db().number(&told), 1, "{member}");
    }
    let not_moved = format!("SELECT count(*) AS number {of_ann} AND data -> 'changed' ?| '{{groups,company}}'");
    assert_eq!(app.db().number(&not_moved), 0);
    app.run_due_work().await;
}

#[tokio::test]
async fn what_comes_for_the_address_that_went_is_the_survivors() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com", json!({})).await;
    let old = customer(&app, "old@example.com", json!({})).await;
    let bob = customer(&app, "bob@example.com", json!({})).await;
    let early = order(&app, "old@example.com", "10.00").await;
    merge(&app, ann, old).await.expect(200);
    let late = order(&app, "OLD@example.com", "5.00").await;
    assert_eq!(app.get(&format!("/orders/{late}")).await.expect(200)["customer_id"], ann);
    let event = json!({"email": "old@example.com", "name": "seen"});
    assert_eq!(app.post("/events", &event).await.expect(201)["customer_id"], ann);
    assert_eq!(app.get(&format!("/customers/{ann}")).await.expect(200)["stats"]["total_spent"], "15.00");
    assert_eq!(app.services().customers.recount(10).await.unwrap(), []);

    merge(&app, bob, ann).await.expect(200);
    let later = order(&app, "old@example.com", "1.00").await;
    assert_eq!(app.get(&format!("/orders/{later}")).await.expect(200)["customer_id"], bob, "the end of the chain");
    let anew = customer(&app, "old@example.com", json!({})).await;
    let own = order(&app, "old@example.com", "1.00").await;
    assert_eq!(app.get(&format!("/orders/{own}")).await.expect(200)["customer_id"], anew, "whose it is now");
    app.put(&format!("/orders/{early}"), &json!({"status": "processing"})).await.expect(200);
    assert_eq!(app.get(&format!("/orders/{early}")).await.expect(200)["customer_id"], bob, "what moved stays");

    app.delete(&format!("/customers/{anew}")).await.expect(200);
    app.delete(&format!("/customers/{bob}")).await.expect(200);
    let kept = "SELECT count(*) AS number FROM customer_merges WHERE email IS NOT NULL";
    assert_eq!(app.db().number(kept), 0, "erased with the person");
    app.run_due_work().await;
}
