//! Segments over time: history, copies, segments about segments, and those that follow their customers.

use chrono::TimeDelta;
use growffinity_testkit::TestApp;
use serde_json::{Value, json};

use crate::common::{id, ids, order, params};

fn spent_over(amount: u32, refresh: &str) -> Value {
    json!({"name": format!("Over {amount}"), "refresh": refresh,
        "conditions": [{"field": "total_spent", "operator": "greater_than", "value": amount}]})
}

fn about(segment: i64) -> Value {
    json!({"name": "About another", "conditions": [{"segment": segment}]})
}

#[actix_web::test]
async fn an_order_moves_its_customer_into_live_segments() {
    let app = TestApp::start().await;
    let live = id(&app.post("/segments", &spent_over(100, "live")).await.expect(201));
    let outer = id(&app.post("/segments", &about(live)).await.expect(201));
    app.run_due_work().await;
    order(&app, "ann@example.com", "150").await;
    app.run_due_work().await;
    for segment in [live, outer] {
        let found = app.get(&format!("/segments/{segment}")).await.expect(200);
        assert_eq!((&found["members_count"], &found["status"]), (&json!(1), &json!("ready")));
        let history = app.get(&format!("/segments/{segment}/history?cause=live")).await.expect(200);
        assert_eq!((&history[0]["joined"], &history[0]["members_count"]), (&json!(1), &json!(1)));
    }
}

#[actix_web::test]
async fn an_order_that_goes_to_another_customer_moves_both() {
    let app = TestApp::start().await;
    let live = id(&app.post("/segments", &spent_over(100, "live")).await.expect(201));
    let order = order(&app, "ann@example.com", "150").await;
    let bob = crate::common::customer(&app, "bob@example.com").await;
    app.run_due_work().await;
    let members = format!("/segments/{live}/members");
    assert_eq!(ids(&app.get(&members).await.expect(200)), [1]);
    app.put(&format!("/orders/{order}"), &json!({"customer_id": bob})).await.expect(200);
    app.run_due_work().await;
    assert_eq!(ids(&app.get(&members).await.expect(200)), [bob]);
}

#[actix_web::test]
async fn who_is_merged_or_erased_leaves_live_segments_right() {
    let app = TestApp::start().await;
    let live = id(&app.post("/segments", &spent_over(100, "live")).await.expect(201));
    for (email, total) in [("ann@example.com", "80"), ("bob@example.com", "80"), ("cyd@example.com", "200")] {
        order(&app, email, total).await;
    }
    app.run_due_work().await;
    let members = format!("/segments/{live}/members");
    assert_eq!(ids(&app.get(&members).await.expect(200)), [3]);
    app.post("/customers/1/merge", &json!({"from": 2})).await.expect(200);
    app.delete("/customers/3").await.expect(200);
    app.run_due_work().await;
    assert_eq!(ids(&app.get(&members).await.expect(200)), [1]);
    assert_eq!(app.get(&format!("/segments/{live}")).await.expect(200)["members_count"], 1);
}

#[actix_web::test]
async fn time_moves_customers_out_of_live_segments_within_a_minute() {
    let app = TestApp::start().await;
    order(&app, "ann@example.com", "150").await;
    let recent = json!({"name": "Recent",
        "conditions": [{"field": "last_order_date", "operator": "within_last", "value": "1 day"}]});
    let recent = id(&app.post("/segments", &recent).await.expect(201));
    app.run_due_work().await;
    assert_eq!(app.get(&format!("/segments/{recent}")).await.expect(200)["members_count"], 1);
    app.clock().advance(TimeDelta::hours(24) + TimeDelta::seconds(31));
    app.run_due_work().await;
    let found = app.get(&format!("/segments/{recent}")).await.expect(200);
    assert_eq!(found["members_count"], 0);
    let causes = app.get(&format!("/segments/{recent}/history")).await.expect(200);
    let causes: Vec<&Value> = causes.as_array().unwrap().iter().map(|line| &line["cause"]).collect();
    assert_eq!(causes, ["live", "changed"]);
}

#[actix_web::test]
async fn history_is_listed_as_lists_are() {
    let app = TestApp::start().await;
    let segment = id(&app.post("/segments", &spent_over(100, "manual")).await.expect(201));
    let path = format!("/segments/{segment}/history");
    for _ in 0..3 {
        app.clock().advance(TimeDelta::hours(1));
        app.post(&format!("/segments/{segment}/refresh"), &json!({})).await.expect(202);
    }
    let answer = app.get(&format!("{path}?per_page=2")).await;
    let lines = answer.expect(200);
    assert_eq!((answer.header("x-wp-total"), answer.header("x-wp-totalpages")), ("4", "2"));
    assert!(answer.header("link").contains("rel=\"next\""));
    assert_eq!(lines[0]["date_gmt"], "2026-11-23T13:00:00");
    assert_eq!((&lines[0]["cause"], &lines[0]["joined"], &lines[0]["left"]), (&json!("manual"), &json!(0), &json!(0)));
    let oldest = app.get(&format!("{path}?order=asc&per_page=1")).await.expect(200);
    assert_eq!(oldest[0]["cause"], "changed");
    let some = app.get(&format!("{path}?after=2026-11-23T11:30:00&cause=manual")).await.expect(200);
    assert_eq!(some.as_array().unwrap().len(), 2);
    let walked = app.get(&format!("{path}?cursor=&per_page=3")).await;
    assert_eq!(ids(&walked.expect(200)), [1, 2, 3]);
    assert_eq!(
        params(&app.get(&format!("{path}?cause=chance&orderby=name")).await.expect(400)),
        ["cause[0]", "orderby"]
    );
    app.get("/segments/999/history").await.expect(404);
    app.run_due_work().await;
}

#[actix_web::test]
async fn a_segment_is_duplicated() {
    let app = TestApp::start().await;
    order(&app, "ann@example.com", "150").await;
    let first = id(&app.post("/segments", &spent_over(100, "daily")).await.expect(201));
    let answer = app.post(&format!("/segments/{first}/duplicate"), &json!({})).await;
    let copy = answer.expect(201);
    assert!(answer.header("location").ends_with(&format!("/segments/{}", id(&copy))));
    assert_eq!((&copy["name"], &copy["slug"]), (&json!("Copy of Over 100"), &json!("copy-of-over-100")));
    assert_eq!((&copy["refresh"], &copy["members_count"]), (&json!("daily"), &json!(1)));
    assert_eq!(copy["conditions"], spent_over(100, "daily")["conditions"]);

    let hand = id(&app.post("/segments", &json!({"name": "By hand", "type": "static"})).await.expect(201));
    app.post(&format!("/segments/{hand}/members"), &json!({"customer_ids": [1]})).await.expect(200);
    let copy = app.post(&format!("/segments/{hand}/duplicate"), &json!({"name": "Again"})).await.expect(201);
    assert_eq!((&copy["name"], &copy["type"], &copy["members_count"]), (&json!("Again"), &json!("static"), &json!(1)));
    let members = app.get(&format!("/segments/{}/members", id(&copy))).await.expect(200);
    assert_eq!(ids(&members), [1]);
    app.post("/segments/999/duplicate", &json!({})).await.expect(404);
    assert_eq!(
        params(&app.post(&format!("/segments/{hand}/duplicate"), &json!({"name": 5})).await.expect(400)),
        ["name"]
    );
    app.run_due_work().await;
}

#[actix_web::test]
async fn circles_and_unknown_segments_are_refused_with_their_place() {
    let app = TestApp::start().await;
    let error = app.post("/segments", &about(77)).await.expect(400);
    assert_eq!((&error["code"], params(&error)), (&json!("rest_invalid_param"), vec!["conditions[0].segment"]));
    let one = id(&app.post("/segments", &spent_over(1, "manual")).await.expect(201));
    let two = id(&app.post("/segments", &about(one)).await.expect(201));
    let three = id(&app.post("/segments", &about(two)).await.expect(201));
    let nested = |segment: i64| {
        json!({"conditions": [{"field": "id", "operator": "is_not_empty"},
            {"match": "any", "conditions": [{"segment": segment, "not": true}]}]})
    };
    for circle in [one, three] {
        let error = app.put(&format!("/segments/{one}"), &nested(circle)).await.expect(400);
        assert_eq!(params(&error), ["conditions[1].conditions[0].segment"], "{error}");
    }
    let kept = app.get(&format!("/segments/{one}")).await.expect(200);
    assert_eq!(kept["conditions"], spent_over(1, "manual")["conditions"]);

    // Two halves of a circle at once: one of them is refused.
    let (left, right) = (id(&app.post("/segments", &spent_over(2, "manual")).await.expect(201)), three);
    let (left_path, one_path) = (format!("/segments/{left}"), format!("/segments/{one}"));
    let (to_right, to_left) = (nested(right), nested(left));
    let (a, b) = tokio::join!(app.put(&left_path, &to_right), app.put(&one_path, &to_left));
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
    app.run_due_work().await;
}

#[actix_web::test]
async fn a_segment_that_others_name_is_not_deleted() {
    let app = TestApp::start().await;
    let inner = id(&app.post("/segments", &spent_over(1, "manual")).await.expect(201));
    let outer = id(&app.post("/segments", &about(inner)).await.expect(201));
    let error = app.delete(&format!("/segments/{inner}")).await.expect(409);
    assert_eq!(error["code"], "growffinity_rest_segment_in_use");
    let users = json!({"campaigns": [], "workflows": [], "segments": [{"id": outer, "name": "About another"}]});
    assert_eq!(error["data"]["used_by"], users);
    assert_eq!(app.get(&format!("/segments/{inner}")).await.expect(200)["used_by"], users);
    let other = json!({"conditions": [{"field": "id", "operator": "is_not_empty"}]});
    app.put(&format!("/segments/{outer}"), &other).await.expect(200);
    app.delete(&format!("/segments/{inner}")).await.expect(200);
    app.run_due_work().await;
}

#[actix_web::test]
async fn members_are_sorted_and_filtered_by_when_they_joined() {
    let app = TestApp::start().await;
    let segment = id(&app.post("/segments", &json!({"name": "By hand", "type": "static"})).await.expect(201));
    for email in ["ann@example.com", "bob@example.com", "cyd@example.com"] {
        order(&app, email, "1").await;
    }
    for customer in [3, 1, 2] {
        app.clock().advance(TimeDelta::hours(1));
        app.post(&format!("/segments/{segment}/members"), &json!({"customer_ids": [customer]})).await.expect(200);
    }
    let path = format!("/segments/{segment}/members");
    assert_eq!(ids(&app.get(&format!("{path}?orderby=joined_at")).await.expect(200)), [3, 1, 2]);
    assert_eq!(ids(&app.get(&format!("{path}?orderby=joined_at&order=desc&per_page=2")).await.expect(200)), [2, 1]);
    let middle = format!("{path}?joined_after=2026-11-23T11:30:00&joined_before=2026-11-23T12:30:00");
    assert_eq!(ids(&app.get(&middle).await.expect(200)), [1]);
    assert_eq!(params(&app.get(&format!("{path}?joined_after=soon")).await.expect(400)), ["joined_after"]);
    app.run_due_work().await;
}
