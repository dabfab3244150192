//! Handing out: one document with everything that is kept of a customer, and nothing of anyone else.

use growffinity_access::Role;
use growffinity_postgres::{Collect, PERSONAL_TABLES};
use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

use super::common::customer;

#[tokio::test]
async fn one_document_holds_all_records_of_the_customer_and_no_others() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com", json!({"tags": ["vip"], "billing": {"company": "ACME"}})).await;
    let bob = customer(&app, "bob@example.com", json!({"first_name": "Bob"})).await;
    for email in ["ann@example.com", "bob@example.com"] {
        let order = json!({"total": "5.00", "status": "completed", "billing": {"email": email}});
        app.post("/orders", &order).await.expect(201);
    }
    app.post(&format!("/customers/{ann}/notes"), &json!({"note": "Likes mugs"})).await.expect(201);
    app.post(&format!("/customers/{bob}/notes"), &json!({"note": "Likes hats"})).await.expect(201);

    let answer = app.get(&format!("/customers/{ann}/export")).await;
    let document = answer.expect(200);
    assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"customer-{ann}.json\""));
    assert!(answer.header("cache-control").contains("no-store"), "{}", answer.header("cache-control"));
    assert_eq!((&document["id"], &document["date_gmt"]), (&json!(ann), &json!("2026-11-23T10:00:00")));
    assert_eq!(document["customer"], app.get(&format!("/customers/{ann}")).await.expect(200));
    let records = &document["records"];
    for table in PERSONAL_TABLES.iter().filter(|table| matches!(table.collect, Collect::Rows(_))) {
        assert!(records[table.name].is_array(), "{}", table.name);
    }
    assert_eq!(records["customers"][0]["email"], "ann@example.com");
    assert_eq!(
        (&records["notes"][0]["note"], &records["customer_tags"][0]["name"]),
        (&json!("Likes mugs"), &json!("vip"))
    );
    assert_eq!((&records["orders"][0]["total"], records["orders"].as_array().unwrap().len()), (&json!(5.0), 1));
    assert_eq!(records["consent_changes"][0]["to_status"], "subscribed");
    assert!(!answer.text.contains("bob@example.com") && !answer.text.contains("hats"));
}

/// More than is held in memory goes through a file on the way, and comes piece by piece.
#[tokio::test]
async fn a_long_document_is_whole_too() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com", json!({})).await;
    app.db().execute(&format!(
        "INSERT INTO custom_events (id, customer_id, name, properties, occurred_at, created_at) \
         SELECT nextval('events_id_seq'), {ann}, 'seen', jsonb_build_object('n', n, 'page', repeat('é', 100)), now(), now() \
         FROM generate_series(1, 20000) n"
    ));
    let answer = app.get(&format!("/customers/{ann}/export")).await;
    let document = answer.expect(200);
    assert!(answer.text.len() > 4_000_000, "{}", answer.text.len());
    assert_eq!(answer.header("content-length"), "", "its length is not known when it begins");
    let events = document["records"]["custom_events"].as_array().unwrap();
    let seen: std::collections::BTreeSet<_> = events.iter().map(|event| event["properties"]["n"].as_i64()).collect();
    assert_eq!((events.len(), seen.len()), (20_000, 20_000));
    assert_eq!(document["records"]["customers"][0]["email"], "ann@example.com", "what follows is there too");
}

#[tokio::test]
async fn it_takes_the_right_to_read_customers() {
    let app = TestApp::start().await;
    let path = format!("/customers/{}/export", customer(&app, "ann@example.com", json!({})).await);
    let (login, password) = app.user("vera", Role::Viewer).await;
    let as_viewer = app.anonymous(Method::GET, &path).basic_auth(&login, Some(&password));
    assert_eq!(Answer::to(as_viewer).await.status, 200);
    assert_eq!(Answer::to(app.anonymous(Method::GET, &path)).await.status, 401);
    app.get("/customers/999/export").await.expect(404);
}
