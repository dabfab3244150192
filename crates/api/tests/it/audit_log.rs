//! Who did what, when and from where.

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp, builders};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{customer, ids};

/// The entries there are, the newest first, without those of the test's own owner.
async fn entries(app: &TestApp, query: &str) -> Vec<Value> {
    let list = app.get(&format!("/audit-log?per_page=100{query}")).await.expect(200);
    list.as_array().unwrap().iter().filter(|entry| entry["actor"]["type"] != "system").cloned().collect()
}

fn actions(entries: &[Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_write_is_told_with_who_what_and_where_from_and_no_values() {
    let app = TestApp::start().await;
    let id = customer(&app, "ann@example.com").await;
    let request = app.request(Method::PUT, &format!("/customers/{id}")).json(&json!({"email": "new@example.com"}));
    let request = request.header("x-forwarded-for", "203.0.113.7").header("x-forwarded-proto", "https");
    let done = Answer::to(request.header("user-agent", "shop/1.0")).await;
    done.expect(200);

    let list = app.get("/audit-log").await;
    let newest = list.expect(200)[0].clone();
    let owner = json!({"type": "user", "id": 1, "name": "owner"});
    let members = ["actor", "action", "object", "changed", "outcome", "ip", "user_agent", "request_id"];
    let told: Vec<_> = members.iter().map(|member| newest[member].clone()).collect();
    assert_eq!(
        told,
        [
            owner,
            json!("customer.update"),
            json!({"type": "customer", "id": id}),
            json!(["email"]),
            json!("done"),
            json!("203.0.113.7"),
            json!("shop/1.0"),
            json!(done.header("x-request-id")),
        ]
    );
    assert!(newest["date_gmt"].as_str().unwrap().len() == 19, "{newest}");
    assert!(!list.text.contains("@example.com"), "no values: {}", list.text);
    app.leave_due_work();
}

#[actix_web::test]
async fn what_is_refused_or_changes_nothing_leaves_no_entry() {
    let app = TestApp::start().await;
    let id = customer(&app, "ann@example.com").await;
    customer(&app, "bob@example.com").await;
    let segment = app.post("/segments", &json!({"name": "Lapsed", "type": "static"})).await.expect(201)["id"].clone();
    let before = entries(&app, "").await.len();
    let path = format!("/customers/{id}");
    app.post("/customers", &json!({})).await.expect(400);
    // More often than a sequence writes its place to the log.
    for _ in 0..70 {
        app.post("/customers", &json!({"email": "bob@example.com"})).await.expect(409);
    }
    app.put(&path, &json!({"email": "bob@example.com"})).await.expect(409);
    app.put("/customers/999", &json!({"phone": "1"})).await.expect(404);
    let stale = app.request(Method::PUT, &path).header("if-match", "\"7-0\"").json(&json!({"phone": "1"}));
    Answer::to(stale).await.expect(412);
    app.delete("/segments/999").await.expect(404);
    app.put(&format!("/segments/{segment}"), &json!({"name": 7})).await.expect(400);
    let (login, password) = app.user("vic", Role::Viewer).await;
    let refused = app.anonymous(Method::PUT, &path).basic_auth(&login, Some(&password)).json(&json!({"phone": "1"}));
    Answer::to(refused).await.expect(403);
    app.get(&path).await.expect(200);
    let after = entries(&app, "").await;
    assert_eq!(after.len(), before, "{:?}", actions(&after));
    app.leave_due_work();
}

#[actix_web::test]
async fn a_batch_tells_each_thing_it_changed() {
    let app = TestApp::start().await;
    let inside = |email: &str| json!({"method": "POST", "path": "/growffinity/v1/customers", "body": {"email": email}});
    let requests = [inside("ann@example.com"), inside("not an address"), inside("bob@example.com")];
    let request = app.request(Method::POST, "//wp-json/batch/v1").json(&json!({"requests": requests}));
    let request = request.header("x-forwarded-for", "203.0.113.7").header("x-forwarded-proto", "https");
    Answer::to(request).await.expect(207);
    let told = entries(&app, "&ip=203.0.113.7").await;
    assert_eq!(actions(&told), ["customer.create"; 2]);
    assert_eq!(told[0]["request_id"], told[1]["request_id"]);
    app.leave_due_work();
}

#[actix_web::test]
async fn with_an_idempotency_key_a_write_is_told_once() {
    let app = TestApp::start().await;
    for _ in 0..2 {
        let request = app.request(Method::POST, "/customers").header("idempotency-key", "once");
        Answer::to(request.json(builders::customer("ann@example.com").json())).await.expect(201);
    }
    assert_eq!(actions(&entries(&app, "").await), ["customer.create"]);
    app.leave_due_work();
}

#[actix_web::test]
async fn refused_logins_are_told_without_what_was_sent_and_no_more_than_are_looked_at() {
    let app = TestApp::start().await;
    let (login, _) = app.credentials();
    let guess = |login: &str, address: &str| {
        let request = app.anonymous(Method::GET, "/customers").basic_auth(login, Some("my secret"));
        let request = request.header("x-forwarded-for", address).header("x-forwarded-proto", "https");
        Answer::to(request.header("user-agent", "guesser"))
    };
    guess(login, "203.0.113.7").await.expect(401);
    guess("Swordfish1", "203.0.113.7").await.expect(401);
    let list = app.get("/audit-log?ip=203.0.113.7").await;
    let told = list.expect(200);
    let objects: Vec<_> = told.as_array().unwrap().iter().map(|entry| entry["object"].clone()).collect();
    assert_eq!(objects, [json!({"type": "user", "id": null}), json!({"type": "user", "id": 1})]);
    let first = &told[1];
    assert_eq!(first["actor"], json!({"type": "anonymous", "id": null, "name": ""}));
    assert_eq!((&first["action"], &first["outcome"]), (&json!("login"), &json!("refused")));
    assert_eq!(first["user_agent"], "guesser");
    assert!(!list.text.contains("Swordfish1") && !list.text.contains("secret"), "{}", list.text);

    futures::future::join_all((0..100).map(|_| guess(login, "203.0.113.8"))).await;
    assert_eq!(app.get("/audit-log?ip=203.0.113.8").await.header("x-wp-total"), "30");
    // Many addresses together are bounded too.
    let from_everywhere = (0..400)
        .map(|number| guess(login, Box::leak(format!("198.51.{}.{}", number / 200, number % 200).into_boxed_str())));
    futures::future::join_all(from_everywhere).await;
    let total: u32 = app.get("/audit-log?action=login").await.header("x-wp-total").parse().unwrap();
    assert_eq!(total, 300);
}

#[actix_web::test]
async fn what_the_command_line_changes_is_told_as_well() {
    let app = TestApp::start().await;
    app.user("vic", Role::Viewer).await;
    let list = app.get("/audit-log?object=user").await.expect(200);
    assert_eq!(list[0]["actor"]["type"], "system");
    assert_eq!((&list[0]["action"], &list[0]["object"]["id"]), (&json!("user.create"), &json!(2)));
}

#[actix_web::test]
async fn the_log_is_filtered_and_paged() {
    let app = TestApp::start().await;
    let ann = customer(&app, "ann@example.com").await;
    app.put(&format!("/customers/{ann}"), &json!({"phone": "1"})).await.expect(200);
    app.post("/segments", &json!({"name": "Lapsed", "type": "static"})).await.expect(201);
    let found = async |query: &str| actions(&entries(&app, query).await).join(" ");
    assert_eq!(found("").await, "segment.create customer.update customer.create");
    assert_eq!(found("&order=asc&action=customer").await, "customer.create customer.update");
    assert_eq!(found("&action=customer.update,segment.create").await, "segment.create customer.update");
    assert_eq!(found(&format!("&object=customer:{ann}")).await, "customer.update customer.create");
    assert_eq!(found("&object=segment").await, "segment.create");
    assert_eq!(found("&user=1&search=update").await, "customer.update");
    assert_eq!(found("&user=2").await, "");
    assert_eq!(
        found("&ip=127.0.0.1&after=2020-01-01T00:00:00").await,
        "segment.create customer.update customer.create"
    );
    assert_eq!(found("&before=2020-01-01T00:00:00").await, "");
    let page = app.get("/audit-log?per_page=2").await;
    let (first, total) = (ids(&page.expect(200)), page.header("x-wp-total").to_owned());
    assert_eq!((first.len(), total.as_str()), (2, "4"), "the owner's making is one");
    assert!(page.header("link").contains("page=2"), "{}", page.header("link"));
    let walk = app.get("/audit-log?cursor=&per_page=3").await;
    assert_eq!(ids(&walk.expect(200)).last(), first.last());
    for (query, parameter) in [
        ("object=customer:x", "object"),
        ("object=:1", "object"),
        ("ip=here", "ip"),
        ("user=0", "user"),
        ("orderby=ip", "orderby"),
    ] {
        let error = app.get(&format!("/audit-log?{query}")).await.expect(400);
        assert_eq!(crate::common::params(&error), [parameter]);
    }
    app.leave_due_work();
}

#[actix_web::test]
async fn owners_alone_may_read_it() {
    let app = TestApp::start().await;
    Answer::to(app.anonymous(Method::GET, "/audit-log")).await.expect(401);
    for (login, role) in [("mem", Role::Member), ("vic", Role::Viewer)] {
        let (login, password) = app.user(login, role).await;
        Answer::to(app.anonymous(Method::GET, "/audit-log").basic_auth(&login, Some(&password))).await.expect(403);
    }
    for method in [Method::POST, Method::PUT, Method::DELETE] {
        Answer::to(app.request(method, "/audit-log").json(&json!({}))).await.expect(404);
    }
}
