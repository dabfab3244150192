//! Members of static segments, set by hand from either side.

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{customer, id, ids, params};

async fn by_hand(app: &TestApp, name: &str) -> i64 {
    id(&app.post("/segments", &json!({"name": name, "type": "static"})).await.expect(201))
}

async fn by_rule(app: &TestApp) -> i64 {
    let everyone = json!([{"field": "id", "operator": "is_not_empty"}]);
    id(&app.post("/segments", &json!({"name": "All", "conditions": everyone, "refresh": "manual"})).await.expect(201))
}

async fn count(app: &TestApp, segment: i64) -> Value {
    app.get(&format!("/segments/{segment}")).await.expect(200)["members_count"].clone()
}

fn number(app: &TestApp, sql: &str) -> i64 {
    app.db().number(sql)
}

#[actix_web::test]
async fn a_customer_joins_and_leaves_segments() {
    let app = TestApp::start().await;
    let (press, wholesale) = (by_hand(&app, "Press").await, by_hand(&app, "Wholesale").await);
    let ann = customer(&app, "ann@example.com").await;
    let path = format!("/customers/{ann}/segments");
    let done = app.post(&path, &json!({"segment_id": press})).await.expect(200);
    let press_entry = json!({"id": press, "name": "Press", "type": "static", "joined_at": "2026-11-23T10:00:00",
        "joined_at_gmt": "2026-11-23T10:00:00"});
    let expected = json!({"customer_id": ann, "added": [press], "already": [], "segments": [press_entry]});
    assert_eq!(done, expected);
    app.clock().advance(chrono::TimeDelta::hours(1));
    let done = app.post(&path, &json!({"segment_ids": [wholesale, press, wholesale]})).await.expect(200);
    assert_eq!((&done["added"], &done["already"]), (&json!([wholesale]), &json!([press])));
    assert_eq!(ids(&done["segments"]), [wholesale, press]);
    assert_eq!(done["segments"][1], press_entry, "who is in it stays as they are");

    let list = app.get(&format!("{path}?orderby=name&order=asc")).await;
    assert_eq!((ids(&list.expect(200)), list.header("x-wp-total")), (vec![press, wholesale], "2"));
    assert_eq!(list.json()[1]["joined_at_gmt"], "2026-11-23T11:00:00");
    assert_eq!(ids(&app.get(&format!("{path}?search=press")).await.expect(200)), [press]);
    assert_eq!(count(&app, press).await, 1);

    let gone = app.delete(&format!("{path}/{press}")).await.expect(200);
    assert_eq!(gone, json!({"customer_id": ann, "removed": [press]}));
    assert_eq!(app.delete(&format!("{path}/{press}")).await.expect(200)["removed"], json!([]), "again is no error");
    assert_eq!((count(&app, press).await, count(&app, wholesale).await), (json!(0), json!(1)));
    assert_eq!(ids(&app.get(&path).await.expect(200)), [wholesale]);

    let told = |kind: &str| {
        format!("SELECT count(*) AS number FROM events WHERE type = 'segment.member_{kind}' AND customer_id = {ann}")
    };
    assert_eq!((number(&app, &told("joined")), number(&app, &told("left"))), (2, 1));
    let history = format!(
        "SELECT count(*) AS number FROM segment_history WHERE segment_id = {press} AND cause = 'manual' \
         AND (members_count, joined, \"left\") IN ((1, 1, 0), (0, 0, 1))"
    );
    assert_eq!(number(&app, &history), 2);
    assert_eq!(number(&app, "SELECT count(*) AS number FROM segment_history"), 3, "what changes nothing is no history");
}

#[actix_web::test]
async fn one_wrong_segment_refuses_all() {
    let app = TestApp::start().await;
    let (press, rule) = (by_hand(&app, "Press").await, by_rule(&app).await);
    let ann = customer(&app, "ann@example.com").await;
    let path = format!("/customers/{ann}/segments");
    let unknown = app.post(&path, &json!({"segment_ids": [press, 998, 999]})).await.expect(404);
    assert_eq!(unknown["code"], "growffinity_rest_segment_invalid_id");
    assert_eq!(unknown["data"]["segment_ids"], json!([998, 999]));
    let dynamic = app.post(&path, &json!({"segment_ids": [press, rule]})).await.expect(409);
    assert_eq!(dynamic["code"], "growffinity_rest_segment_dynamic");
    assert_eq!(dynamic["data"]["segment_ids"], json!([rule]));
    assert_eq!(app.delete(&format!("{path}/{rule}")).await.expect(409)["code"], "growffinity_rest_segment_dynamic");
    app.delete(&format!("{path}/999")).await.expect(404);
    assert_eq!(app.get(&path).await.expect(200), json!([]));
    assert_eq!(count(&app, press).await, 0);
    let nobody = app.post("/customers/999/segments", &json!({"segment_id": press})).await.expect(404);
    assert_eq!(nobody["code"], "growffinity_rest_customer_invalid_id");
    for (body, at) in [
        (json!({}), "segment_ids"),
        (json!({"segment_id": null}), "segment_ids"),
        (json!({"segment_id": "press"}), "segment_id"),
        (json!({"segment_ids": [1, 0]}), "segment_ids[1]"),
        (json!({"segment_ids": {"a": 1}}), "segment_ids"),
    ] {
        assert_eq!(params(&app.post(&path, &body).await.expect(400)), [at], "{body}");
    }
    let nothing = app.post(&path, &json!({"segment_ids": []})).await.expect(200);
    assert_eq!((&nothing["added"], &nothing["segments"]), (&json!([]), &json!([])));
}

#[actix_web::test]
async fn a_segment_takes_customers_in_and_out() {
    let app = TestApp::start().await;
    let (press, rule) = (by_hand(&app, "Press").await, by_rule(&app).await);
    let mut made = Vec::new();
    for name in ["ann", "bob", "cat"] {
        made.push(customer(&app, &format!("{name}@example.com")).await);
    }
    let path = format!("/segments/{press}/members");
    let done = app.post(&path, &json!({"customer_ids": [made[1], made[0], made[1]]})).await.expect(200);
    assert_eq!(done, json!({"added": [made[0], made[1]], "already": [], "members_count": 2}));
    let done = app.post(&path, &json!({"customer_ids": made})).await.expect(200);
    assert_eq!(done, json!({"added": [made[2]], "already": [made[0], made[1]], "members_count": 3}));
    assert_eq!(app.get(&path).await.header("x-wp-total"), "3");

    let unknown = app.post(&path, &json!({"customer_ids": [made[0], 999]})).await.expect(404);
    assert_eq!(unknown["data"]["customer_ids"], json!([999]));
    let gone = app.delete(&format!("{path}/{}", made[0])).await.expect(200);
    assert_eq!(gone, json!({"removed": [made[0]], "members_count": 2}));
    let again = app.delete(&format!("{path}/{}", made[0])).await.expect(200);
    assert_eq!(again, json!({"removed": [], "members_count": 2}));
    app.delete(&format!("{path}/999")).await.expect(404);
    app.post("/segments/999/members", &json!({"customer_ids": made})).await.expect(404);
    let dynamic = format!("/segments/{rule}/members");
    app.post(&dynamic, &json!({"customer_ids": made})).await.expect(409);
    app.delete(&format!("{dynamic}/{}", made[1])).await.expect(409);
    assert_eq!(params(&app.post(&path, &json!({})).await.expect(400)), ["customer_ids"]);
    let many: Vec<i64> = (1..1_002).collect();
    assert_eq!(params(&app.post(&path, &json!({"customer_ids": many})).await.expect(400)), ["customer_ids"]);
}

#[actix_web::test]
async fn many_at_once_count_right() {
    let app = TestApp::start().await;
    let press = by_hand(&app, "Press").await;
    let mut made = Vec::new();
    for number in 0..4 {
        made.push(customer(&app, &format!("c{number}@example.com")).await);
    }
    let calls = (0..8).map(|turn| {
        let mut customers = made.clone();
        customers.rotate_left(turn % 4);
        let body = json!({"customer_ids": customers});
        let app = &app;
        async move { app.post(&format!("/segments/{press}/members"), &body).await.expect(200) }
    });
    let answers = futures::future::join_all(calls).await;
    let added: usize = answers.iter().map(|answer| answer["added"].as_array().unwrap().len()).sum();
    assert_eq!((added, count(&app, press).await), (4, json!(4)));
    let removals = made.iter().map(|customer| {
        let (app, path) = (&app, format!("/segments/{press}/members/{customer}"));
        async move { app.delete(&path).await.expect(200) }
    });
    futures::future::join_all(removals).await;
    assert_eq!(count(&app, press).await, 0);
}

#[actix_web::test]
async fn members_are_set_by_those_who_may() {
    let app = TestApp::start().await;
    let press = by_hand(&app, "Press").await;
    let ann = customer(&app, "ann@example.com").await;
    let (login, password) = app.user("eve", Role::Viewer).await;
    let path = format!("/customers/{ann}/segments");
    let as_eve = |method, path: &str| app.anonymous(method, path).basic_auth(&login, Some(&password));
    assert_eq!(Answer::to(as_eve(Method::GET, &path)).await.status, 200);
    assert_eq!(Answer::to(as_eve(Method::POST, &path).json(&json!({"segment_id": press}))).await.status, 403);
    assert_eq!(Answer::to(as_eve(Method::DELETE, &format!("{path}/{press}"))).await.status, 403);
    let members = format!("/segments/{press}/members");
    assert_eq!(Answer::to(as_eve(Method::POST, &members).json(&json!({"customer_ids": [ann]}))).await.status, 403);
    assert_eq!(Answer::to(app.anonymous(Method::GET, &path)).await.status, 401);
}
