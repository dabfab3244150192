//! GET /customers/{id}/timeline

use growffinity_testkit::{TestApp, builders};
use serde_json::{Value, json};

use crate::common::{customer, id, ids, order, params};

fn shown(list: &Value) -> Vec<(&str, &str)> {
    let entries = list.as_array().unwrap().iter();
    entries.map(|entry| (entry["type"].as_str().unwrap(), entry["summary"].as_str().unwrap())).collect()
}

#[actix_web::test]
async fn everything_that_happened_stands_in_one_list_the_newest_first() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let hour = || app.clock().advance(chrono::TimeDelta::hours(1));
    hour();
    let bought = builders::order("ann@example.com", "50").with("number", "1001");
    let bought = id(&app.post("/orders", bought.json()).await.expect(201));
    hour();
    app.put(&format!("/customers/{ann}"), &json!({"phone": "123", "first_name": "Anna"})).await.expect(200);
    hour();
    app.post(&format!("/customers/{ann}/notes"), &json!({"note": "Kind.", "category": "follow_up"})).await.expect(201);
    hour();
    let old = json!({"customer_id": ann, "name": "visited", "properties": {"page": "/"},
        "occurred_at_gmt": "2026-11-23T10:30:00"});
    app.post("/events", &old).await.expect(201);
    let segment = json!({"name": "Buyers", "conditions": [{"field": "orders_count", "operator": "greater_than", "value": 0}],
        "refresh": "manual"});
    let segment = id(&app.post("/segments", &segment).await.expect(201));
    order(&app, "bob@example.com", "7").await;

    let path = format!("/customers/{ann}/timeline");
    let answer = app.get(&path).await;
    let list = answer.expect(200);
    assert_eq!(
        shown(&list),
        [
            ("segment.member_joined", "Joined the segment Buyers"),
            ("note.added", "Owner wrote a note (follow up)"),
            ("customer.updated", "Changed: first name, phone"),
            ("order.completed", "Order 1001 was completed (50.00 USD)"),
            ("order.created", "Placed order 1001 (50.00 USD)"),
            ("event.recorded", "Did visited"),
            ("customer.created", "Became a customer"),
        ]
    );
    assert_eq!(answer.header("x-wp-total"), "7");
    assert_eq!(list[0]["data"], json!({"segment_id": segment, "name": "Buyers"}));
    assert_eq!(list[1]["data"], json!({"category": "follow_up", "note": "Kind.", "author": "Owner"}));
    assert_eq!(list[3]["data"], json!({"order_id": bought, "number": "1001", "total": "50.00", "currency": "USD"}));
    assert_eq!(list[5]["data"], json!({"name": "visited", "properties": {"page": "/"}}));
    assert_eq!(
        (&list[5]["date_gmt"], &list[3]["date_gmt"]),
        (&json!("2026-11-23T10:30:00"), &json!("2026-11-23T11:00:00"))
    );

    let all = ids(&list);
    for (query, expected) in [
        ("per_page=3&page=2", &all[3..6]),
        ("type=note.added,event.recorded", &[all[1], all[5]]),
        ("search=KIND", &all[1..2]),
        ("after=2026-11-23T12:30:00&order=asc", &[all[1], all[0]]),
    ] {
        assert_eq!(ids(&app.get(&format!("{path}?{query}")).await.expect(200)), expected, "{query}");
    }
    let mut by_id = all.clone();
    by_id.sort_unstable();
    by_id.dedup();
    assert_eq!(by_id.len(), 7, "no two entries share an id");
    let mut walked = Vec::new();
    let mut next = Some(format!("{path}?cursor=&per_page=3"));
    while let Some(path) = next {
        let answer = app.get(&path).await;
        walked.extend(ids(&answer.expect(200)));
        let link = answer.header("link");
        let url = link.contains("rel=\"next\"").then(|| link.split(['<', '>']).nth(1).unwrap().to_owned());
        next = url.and_then(|url| Some(url.split("/growffinity/v1").nth(1)?.to_owned()));
    }
    assert_eq!(walked, by_id);
    assert_eq!(params(&app.get(&format!("{path}?type=order.lost")).await.expect(400)), ["type[0]"]);
    app.get("/customers/999/timeline").await.expect(404);
    app.run_due_work().await;
}

#[actix_web::test]
async fn what_an_import_brings_stands_where_it_happened() {
    let app = TestApp::start().await;
    let made = builders::order("ann@example.com", "9").with("date_created_gmt", "2020-05-01T08:00:00");
    let made = app.post("/orders?notify=false", made.json()).await.expect(201);
    let path = format!("/customers/{}/timeline", made["customer_id"]);
    let list = app.get(&path).await.expect(200);
    let types: Vec<_> = shown(&list).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(types, ["order.completed", "order.created", "customer.created"]);
    assert_eq!(
        (&list[0]["date_gmt"], &list[2]["date_gmt"]),
        (&json!("2020-05-01T08:00:00"), &json!("2020-05-01T08:00:00"))
    );
    let told = app.get(&format!("{path}?modified_after=2026-01-01T00:00:00")).await;
    assert_eq!(told.header("x-wp-total"), "3", "they came to our knowledge today");

    app.delete(&format!("/orders/{}", id(&made))).await.expect(200);
    let list = app.get(&path).await.expect(200);
    let words: Vec<_> = shown(&list).into_iter().map(|(_, words)| words).collect();
    assert!(words.contains(&format!("Order #{} was deleted", id(&made)).as_str()), "{words:?}");
}

#[actix_web::test]
async fn a_change_of_consent_is_told() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    app.put(&format!("/customers/{ann}"), &json!({"consent": {"email": {"status": "unsubscribed"}}})).await.expect(200);
    let list = app.get(&format!("/customers/{ann}/timeline")).await.expect(200);
    let expected = [
        ("customer.unsubscribed", "Unsubscribed from e-mail"),
        ("customer.updated", "Consent to e-mail changed from subscribed to unsubscribed"),
        ("customer.created", "Became a customer"),
    ];
    assert_eq!(shown(&list), expected);
}
