//! RFM in answers, filters, and computed on request.

use chrono::TimeDelta;
use growffinity_access::Role;
use growffinity_testkit::{TestApp, builders};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{customer, ids, order, params};

async fn refreshed(app: &TestApp) -> Value {
    app.post("/segments/rfm/refresh", &json!({})).await.expect(202)
}

async fn rfm(app: &TestApp, customer: i64) -> Value {
    app.get(&format!("/customers/{customer}")).await.expect(200)["rfm"].clone()
}

#[actix_web::test]
async fn scores_are_computed_on_request_shown_and_filtered_by() {
    let app = TestApp::start().await;
    let lead = customer(&app, "lead@example.com").await;
    order(&app, "ann@example.com", "100").await;
    assert_eq!(rfm(&app, lead + 1).await, Value::Null, "nobody was scored yet");
    let state = refreshed(&app).await;
    assert_eq!((&state["status"], &state["customers"], &state["changed"]), (&json!("ready"), &json!(1), &json!(1)));
    assert_eq!((&state["segments"]["new"], &state["segments"]["lost"]), (&json!(1), &json!(0)));
    assert_eq!(state["bounds"]["monetary"], json!(["100.00", "100.00", "100.00", "100.00"]));
    assert_eq!(
        (&state["date_refreshed_gmt"], &state["date_next_gmt"]),
        (&json!("2026-11-23T10:00:00"), &json!("2026-11-24T03:00:00"))
    );
    let new = json!({"recency": 5, "frequency": 1, "monetary": 1, "segment": "new"});
    assert_eq!((rfm(&app, lead + 1).await, rfm(&app, lead).await), (new, Value::Null));
    let with = async |groups: &str| {
        let list = app.get(&format!("/customers?rfm={groups}&orderby=id")).await;
        let found = ids(&list.expect(200));
        assert_eq!(list.header("x-wp-total"), found.len().to_string());
        found
    };
    assert_eq!(with("new").await, [lead + 1]);
    assert_eq!(with("champions,new").await, [lead + 1]);
    assert!(with("cannot_lose_them").await.is_empty());
    assert_eq!(params(&app.get("/customers?rfm=best").await.expect(400)), ["rfm[0]"]);
    assert_eq!(refreshed(&app).await["changed"], 0);
    assert_eq!(app.get("/segments/rfm").await.expect(200)["segments"]["new"], 1);
}

#[actix_web::test]
async fn an_order_moves_the_scores_of_its_customer_at_once_and_the_night_those_of_all() {
    let app = TestApp::start().await;
    for (number, email) in (1..).zip(["ann", "bob", "cid", "dan", "eve"]) {
        let made = "2026-10-01T10:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap() + TimeDelta::days(number);
        let body = builders::order(&format!("{email}@example.com"), &format!("{}", number * 10)).made_at(made);
        app.post("/orders", body.json()).await.expect(201);
    }
    app.run_due_work().await;
    assert_eq!(rfm(&app, 1).await, json!({"recency": 1, "frequency": 1, "monetary": 1, "segment": "lost"}));
    assert_eq!(
        rfm(&app, 5).await,
        json!({"recency": 5, "frequency": 1, "monetary": 5, "segment": "potential_loyalist"})
    );
    order(&app, "ann@example.com", "90").await;
    assert_eq!(rfm(&app, 1).await, json!({"recency": 5, "frequency": 5, "monetary": 5, "segment": "champions"}));
    assert_eq!(rfm(&app, 5).await["recency"], 5, "until the night");
    let told = app.db().number("SELECT count(*) AS number FROM events WHERE type = 'customer.updated'");
    assert_eq!(told, 0, "scores are never told of");
    app.clock().advance(TimeDelta::hours(17));
    app.run_due_work().await;
    assert_eq!(rfm(&app, 5).await["recency"], 4, "ann is later now");
    assert_eq!(app.get("/segments/rfm").await.expect(200)["date_refreshed_gmt"], "2026-11-24T03:00:00");
}

#[actix_web::test]
async fn who_only_looks_can_not_have_them_computed() {
    let app = TestApp::start().await;
    let (login, password) = app.user("vic", Role::Viewer).await;
    let ask = async |method: Method, path: &str| {
        let request = app.anonymous(method, path).basic_auth(&login, Some(&password));
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(ask(Method::GET, "/segments/rfm").await, 200);
    assert_eq!(ask(Method::POST, "/segments/rfm/refresh").await, 403);
    assert_eq!(app.anonymous(Method::POST, "/segments/rfm/refresh").send().await.unwrap().status().as_u16(), 401);
}

#[actix_web::test]
async fn what_is_predicted_is_shown() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    let path = format!("/customers/{ann}");
    assert_eq!(app.get(&path).await.expect(200)["predicted"], Value::Null);
    app.db().execute(
        "UPDATE customers SET predicted_orders = 1.7, predicted_revenue = 54.1, churn_probability = 0.2100049",
    );
    let expected = json!({"orders_12_months": 1.7, "revenue_12_months": "54.10", "churn_probability": 0.21});
    assert_eq!(app.get(&path).await.expect(200)["predicted"], expected);
}
