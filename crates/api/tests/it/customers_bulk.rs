//! POST /customers/bulk

use growffinity_testkit::{TestApp, builders};
use serde_json::{Value, json};

use crate::common::{customer, id, ids, params};

async fn done(app: &TestApp, body: &Value) -> Value {
    let begun = app.post("/customers/bulk", body).await;
    let job = begun.expect(202);
    assert_eq!((&job["status"], &job["type"], &job["format"]), (&json!("queued"), &json!("customers"), &json!(null)));
    let path = format!("/imports/{}", id(&job));
    assert!(begun.header("location").ends_with(&path));
    app.run_due_work().await;
    app.get(&path).await.expect(200)
}

fn figures(job: &Value) -> (&str, u64, u64, u64) {
    let number = |name: &str| job[name].as_u64().unwrap();
    (job["status"].as_str().unwrap(), number("lines"), number("updated"), number("unchanged"))
}

async fn people(app: &TestApp, count: u32) {
    for chunk in (0..count).collect::<Vec<_>>().chunks(100) {
        let create: Vec<Value> = chunk.iter().map(|n| json!({"email": format!("c{n:03}@example.com")})).collect();
        app.post("/customers/batch", &json!({"create": create})).await.expect(200);
    }
}

#[actix_web::test]
async fn everyone_the_filter_finds_is_tagged_once() {
    let app = TestApp::start().await;
    people(&app, 230).await;
    let vip = builders::customer("vip@example.com").with("tags", json!(["vip"]));
    app.post("/customers", vip.json()).await.expect(201);
    let job = done(&app, &json!({"filter": {"search": "c"}, "action": "add_tags", "tags": ["spring", "VIP"]})).await;
    assert_eq!(figures(&job), ("completed", 231, 231, 0), "example.com holds a c");
    assert_eq!(app.get("/customers?tag=spring").await.header("x-wp-total"), "231");
    let job = done(&app, &json!({"filter": {}, "action": "add_tags", "tags": ["spring"]})).await;
    assert_eq!(figures(&job), ("completed", 231, 0, 231), "again changes nothing");
    // The action takes those it is done to out of the filter.
    let job = done(&app, &json!({"filter": {"tag": "spring"}, "action": "remove_tags", "tags": ["Spring"]})).await;
    assert_eq!(figures(&job), ("completed", 231, 231, 0));
    assert_eq!(app.get("/customers?tag=spring").await.header("x-wp-total"), "0");
    app.run_due_work().await;
}

#[actix_web::test]
async fn groups_segments_fields_and_erasure() {
    let app = TestApp::start().await;
    let (ann, bob) = (customer(&app, "ann@example.com").await, customer(&app, "bob@example.com").await);
    let press = id(&app.post("/segments", &json!({"name": "Press", "type": "static"})).await.expect(201));
    app.post(&format!("/customers/{ann}/segments"), &json!({"segment_id": press})).await.expect(200);
    let job = done(&app, &json!({"filter": {}, "action": "add_to_segment", "segment": press})).await;
    assert_eq!(figures(&job), ("completed", 2, 1, 1));
    assert_eq!(app.get(&format!("/segments/{press}")).await.expect(200)["members_count"], 2);

    let job = done(&app, &json!({"filter": {"segment": press}, "action": "add_to_groups", "groups": ["news"]})).await;
    assert_eq!(figures(&job), ("completed", 2, 2, 0));
    let job =
        done(&app, &json!({"filter": {"include": [ann]}, "action": "remove_from_groups", "groups": ["news"]})).await;
    assert_eq!(figures(&job), ("completed", 1, 1, 0));
    assert_eq!(ids(&app.get("/customers?group=news").await.expect(200)), [bob]);

    let fields = json!({"status": "inactive", "attributes": {"season": "spring"}});
    let change = json!({"filter": {"email": "bob@example.com"}, "action": "update_fields", "fields": fields});
    assert_eq!(figures(&done(&app, &change).await), ("completed", 1, 1, 0));
    let changed = app.get(&format!("/customers/{bob}")).await.expect(200);
    assert_eq!((&changed["status"], &changed["attributes"]["season"]), (&json!("inactive"), &json!("spring")));

    let job = done(&app, &json!({"filter": {"status": ["inactive"]}, "action": "erase"})).await;
    assert_eq!(figures(&job), ("completed", 1, 1, 0));
    app.get(&format!("/customers/{bob}")).await.expect(404);
    assert_eq!(ids(&app.get("/customers").await.expect(200)), [ann]);
    app.run_due_work().await;
}

#[actix_web::test]
async fn a_job_that_is_wrong_is_not_begun() {
    let app = TestApp::start().await;
    let rule = json!([{"field": "id", "operator": "is_not_empty"}]);
    let rule = json!({"name": "All", "conditions": rule, "refresh": "manual"});
    let dynamic = id(&app.post("/segments", &rule).await.expect(201));
    for (body, at) in [
        (json!({}), vec!["action", "filter"]),
        (json!({"filter": {}, "action": "delete"}), vec!["action"]),
        (json!({"filter": {}, "action": "add_tags"}), vec!["tags"]),
        (json!({"filter": {}, "action": "add_to_segment", "segment": "x"}), vec!["segment"]),
        (json!({"filter": {}, "action": "update_fields"}), vec!["fields"]),
        (json!({"filter": "all", "action": "add_tags", "tags": ["x"]}), vec!["filter"]),
        (json!({"filter": {"statsu": "inactive"}, "action": "add_tags", "tags": ["x"]}), vec!["filter[statsu]"]),
        (json!({"filter": {"per_page": 3}, "action": "add_tags", "tags": ["x"]}), vec!["filter[per_page]"]),
        (json!({"filter": {"status": "asleep"}, "action": "add_tags", "tags": ["x"]}), vec!["filter[status][0]"]),
        (json!({"filter": {}, "action": "update_fields", "fields": {"email": "a@b.c"}}), vec!["fields[email]"]),
        (json!({"filter": {}, "action": "erase"}), vec!["filter"]),
    ] {
        let error = app.post("/customers/bulk", &body).await.expect(400);
        let mut told = params(&error);
        told.sort_unstable();
        assert_eq!(told, at, "{error}");
    }
    let to = |segment: i64| json!({"filter": {}, "action": "add_to_segment", "segment": segment});
    app.post("/customers/bulk", &to(999)).await.expect(404);
    assert_eq!(app.post("/customers/bulk", &to(dynamic)).await.expect(409)["code"], "growffinity_rest_segment_dynamic");
    assert_eq!(app.get("/imports").await.header("x-wp-total"), "0");
}

#[actix_web::test]
async fn a_job_goes_on_where_it_was_broken_off_and_can_be_canceled() {
    let app = TestApp::start().await;
    people(&app, 150).await;
    let body = json!({"filter": {}, "action": "add_tags", "tags": ["spring"]});
    let job = id(&app.post("/customers/bulk", &body).await.expect(202));
    // As a worker leaves it that dies behind the first hundred, its lease over.
    app.db().execute(
        "UPDATE imports SET status = 'running', position = 100, updated = 100, lines = 100, attempt = 1, \
         lease_token = gen_random_uuid(), lease_until = clock_timestamp() - interval '1 second'",
    );
    app.run_due_work().await;
    let job = app.get(&format!("/imports/{job}")).await.expect(200);
    assert_eq!(figures(&job), ("completed", 150, 150, 0));
    assert_eq!(
        app.get("/customers?tag=spring").await.header("x-wp-total"),
        "50",
        "those before are not looked at again"
    );

    let job = id(&app.post("/customers/bulk", &body).await.expect(202));
    app.post(&format!("/imports/{job}/cancel"), &json!({})).await.expect(200);
    app.run_due_work().await;
    assert_eq!(app.get(&format!("/imports/{job}")).await.expect(200)["status"], "canceled");
    assert_eq!(app.get("/customers?tag=spring").await.header("x-wp-total"), "50");
}
