//! Tags and groups: made, listed, changed, deleted, put on customers and taken off.

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

use crate::common::{customer, id, ids, params};

/// Both resources work alike; each is tested.
const KINDS: [(&str, &str); 2] = [("tag", "tags"), ("group", "groups")];

#[actix_web::test]
async fn a_mark_is_made_changed_and_deleted() {
    let app = TestApp::start().await;
    for (kind, kinds) in KINDS {
        let collection = format!("/{kinds}");
        let made = app.post(&collection, &json!({"name": "  Big   Spenders ", "description": "Over 500"})).await;
        let mark = made.expect(201);
        assert_eq!((&mark["name"], &mark["slug"]), (&json!("Big Spenders"), &json!("big-spenders")));
        assert_eq!((&mark["description"], &mark["customers_count"]), (&json!("Over 500"), &json!(0)));
        assert_eq!(mark["date_created_gmt"], "2026-11-23T10:00:00");
        let path = format!("{collection}/{}", id(&mark));
        assert!(made.header("location").ends_with(&path));
        assert_eq!(app.get(&path).await.expect(200), mark);

        let known = app.post(&collection, &json!({"name": "BIG spenders"})).await.expect(409);
        assert_eq!(known["code"], "growffinity_rest_name_exists");
        assert_eq!(known["data"]["resource_id"], mark["id"]);
        let second = app.post(&collection, &json!({"name": "Big-Spenders"})).await.expect(201);
        assert_eq!(second["slug"], "big-spenders-2", "{kind}: another name, the same slug");

        let renamed = app.put(&path, &json!({"name": "big spenders", "description": null})).await.expect(200);
        assert_eq!((&renamed["name"], &renamed["description"]), (&json!("big spenders"), &json!("")));
        assert_eq!(renamed["slug"], "big-spenders", "a new name keeps the slug");
        let taken = app.put(&path, &json!({"name": "BIG-SPENDERS"})).await.expect(409);
        assert_eq!(taken["data"]["resource_id"], second["id"]);
        let slug = app.put(&path, &json!({"slug": "Big Spenders 2"})).await.expect(200);
        assert_eq!(slug["slug"], "big-spenders-2-2", "a taken slug gets a number");

        let stale =
            Answer::to(app.request(Method::PUT, &path).header("if-match", "\"1-x\"").json(&json!({"slug": "x"})));
        assert_eq!(stale.await.status, 412);
        let stale = Answer::to(app.request(Method::DELETE, &path).header("if-match", "\"1-x\"")).await;
        assert_eq!(stale.status, 412);
        let gone = app.delete(&path).await.expect(200);
        assert_eq!((&gone["deleted"], &gone["previous"]["name"]), (&json!(true), &json!("big spenders")));
        for refused in [app.get(&path).await, app.delete(&path).await, app.put(&path, &json!({"name": "x"})).await] {
            assert_eq!(refused.expect(404)["code"], format!("growffinity_rest_{kind}_invalid_id"));
        }
    }
}

#[actix_web::test]
async fn what_is_wrong_with_a_mark_is_named() {
    let app = TestApp::start().await;
    for (_, kinds) in KINDS {
        let collection = format!("/{kinds}");
        let missing = app.post(&collection, &json!({})).await.expect(400);
        assert_eq!(missing["code"], "rest_missing_callback_param");
        let long = "x".repeat(201);
        for name in [json!(" \t "), json!(long), json!("a\u{0}b"), json!(["a"]), json!({}), json!(true)] {
            let refused = app.post(&collection, &json!({"name": name})).await.expect(400);
            assert_eq!(params(&refused), ["name"], "{name}");
        }
        let both = app.post(&collection, &json!({"name": "x", "slug": 5, "description": {}})).await.expect(400);
        assert_eq!(params(&both), ["description", "slug"]);
        let existing = app.post(&collection, &json!({"id": 3, "name": "x"})).await.expect(400);
        assert_eq!(existing["code"], "growffinity_rest_existing_id");
        assert_eq!(
            params(&app.get(&format!("{collection}?orderby=zzz&per_page=0")).await.expect(400)),
            ["orderby", "per_page"]
        );
        app.get(&format!("{collection}/0")).await.expect(404);
        assert_eq!(Answer::to(app.anonymous(Method::GET, &collection)).await.status, 401);
    }
    let (login, password) = app.user("viewer", Role::Viewer).await;
    let request = app.anonymous(Method::POST, "/tags").basic_auth(&login, Some(&password)).json(&json!({"name": "x"}));
    assert_eq!(Answer::to(request).await.status, 403);
    let request = app.anonymous(Method::GET, "/tags").basic_auth(&login, Some(&password));
    assert_eq!(Answer::to(request).await.status, 200);
}

#[actix_web::test]
async fn marks_are_listed_sorted_searched_and_walked() {
    let app = TestApp::start().await;
    for (_, kinds) in KINDS {
        let collection = format!("/{kinds}");
        let mut made = Vec::new();
        for name in ["beta", "Alpha", "gamma 100%"] {
            made.push(id(&app.post(&collection, &json!({"name": name})).await.expect(201)));
        }
        let [beta, alpha, gamma] = made[..] else { unreachable!() };
        customer(&app, &format!("{kinds}@example.com")).await;
        app.put(
            &format!("/customers/{}", ids(&app.get("/customers?orderby=id&order=desc").await.expect(200))[0]),
            &json!({kinds: ["gamma 100%"]}),
        )
        .await
        .expect(200);
        let list = async |query: &str| ids(&app.get(&format!("{collection}?{query}")).await.expect(200));
        assert_eq!(list("").await, [alpha, beta, gamma]);
        assert_eq!(list("order=desc").await, [gamma, beta, alpha]);
        assert_eq!(list("orderby=customers_count&order=desc").await[0], gamma);
        assert_eq!(list(&format!("include={gamma},{beta}&orderby=include")).await, [gamma, beta]);
        assert_eq!(list("search=ALPH").await, [alpha]);
        assert_eq!(list("search=100%25").await, [gamma]);
        assert_eq!(list("search=%25").await, [gamma], "no pattern");
        assert_eq!(list(&format!("exclude={alpha}&per_page=1&page=2")).await, [gamma]);
        assert_eq!(list("cursor=&per_page=2").await, [beta, alpha]);
        assert_eq!(app.get(&collection).await.header("x-wp-total"), "3");
    }
    app.run_due_work().await;
}

#[actix_web::test]
async fn a_customer_is_made_and_changed_with_marks() {
    let app = TestApp::start().await;
    let body = json!({"email": "ann@example.com", "tags": ["b", "A", " a "], "groups": "news, sale"});
    let ann = app.post("/customers", &body).await.expect(201);
    assert_eq!((&ann["tags"], &ann["groups"]), (&json!(["A", "b"]), &json!(["news", "sale"])));

    let path = format!("/customers/{}", id(&ann));
    let version = app.get(&path).await.header("etag").split('-').next().unwrap().to_owned();
    let changed = app.put(&path, &json!({"tags": ["B", "c"], "first_name": "Ann"})).await.expect(200);
    assert_eq!((&changed["tags"], &changed["groups"]), (&json!(["b", "c"]), &json!(["news", "sale"])));
    let emptied = app.put(&path, &json!({"tags": [], "groups": null})).await;
    assert_eq!((&emptied.expect(200)["tags"], &emptied.expect(200)["groups"]), (&json!([]), &json!([])));
    let after = emptied.header("etag").split('-').next().unwrap().to_owned();
    assert_eq!(version, "\"1");
    assert_eq!(after, "\"2", "memberships raise no version");
    let refused = app.put(&path, &json!({"tags": ["ok", "  "], "groups": [5, {}]})).await.expect(400);
    assert_eq!(params(&refused), ["groups[1]", "tags[1]"]);
    let too_many: Vec<String> = (0..101).map(|number| format!("t{number}")).collect();
    assert_eq!(params(&app.put(&path, &json!({"tags": too_many})).await.expect(400)), ["tags"]);
    app.run_due_work().await;
}

#[actix_web::test]
async fn marks_are_put_on_a_customer_and_taken_off() {
    let app = TestApp::start().await;
    for (kind, kinds) in KINDS {
        let email = format!("{kind}@example.com");
        customer(&app, &email).await;
        let ann = app.get(&format!("/customers?email={email}")).await.expect(200)[0].clone();
        let path = format!("/customers/{}/{kinds}", id(&ann));
        let put = app.post(&path, &json!({kinds: ["a/b, c", "2024"]})).await.expect(200);
        assert_eq!(put[kinds], json!(["2024", "a/b, c"]));
        app.post(&path, &json!({kinds: ["A/B, C"]})).await.expect(200);
        app.delete(&format!("{path}/2024")).await.expect(200);
        let left = app.delete(&format!("{path}/A%2Fb,%20%20c")).await.expect(200);
        assert_eq!(left[kinds], json!([]));
        app.delete(&format!("{path}/never%20there")).await.expect(200);
        assert_eq!(app.post(&path, &json!({})).await.expect(400)["code"], "rest_missing_callback_param");
        assert_eq!(params(&app.post(&path, &json!({kinds: [{}]})).await.expect(400)), [format!("{kinds}[0]")]);
        let unknown = app.post(&format!("/customers/999/{kinds}"), &json!({kinds: ["x"]})).await.expect(404);
        assert_eq!(unknown["code"], "growffinity_rest_customer_invalid_id");
        assert!(ids(&app.get(&format!("/{kinds}?search=x")).await.expect(200)).is_empty(), "nothing made for nobody");
        app.delete(&format!("/customers/999/{kinds}/x")).await.expect(404);
        app.delete(&format!("{path}/{}", "x".repeat(201))).await.expect(404);
        assert_eq!(app.delete(&path).await.status, 404, "no name");
    }
    app.run_due_work().await;
}

#[actix_web::test]
async fn customers_are_found_by_their_marks_and_counted() {
    let app = TestApp::start().await;
    for (kind, kinds) in KINDS {
        let mut made = Vec::new();
        for number in 0..3 {
            let body = json!({"email": format!("{kind}{number}@example.com"), kinds: ["all", format!("n {number}")]});
            made.push(id(&app.post("/customers", &body).await.expect(201)));
        }
        let found = async |query: String| app.get(&format!("/customers?orderby=id&{query}")).await;
        let all = found(format!("{kind}=ALL")).await;
        assert_eq!((ids(&all.expect(200)), all.header("x-wp-total")), (made.clone(), "3"));
        assert_eq!(ids(&found(format!("{kind}=N%20%201")).await.expect(200)), [made[1]]);
        let some = found(format!("{kind}=n%200,n%202")).await;
        assert_eq!((ids(&some.expect(200)), some.header("x-wp-total")), (vec![made[0], made[2]], "2"));
        let narrowed = found(format!("{kind}=all&email={kind}0@example.com")).await;
        assert_eq!((ids(&narrowed.expect(200)), narrowed.header("x-wp-total")), (vec![made[0]], "1"));
        let unknown = found(format!("{kind}=nobody")).await;
        assert_eq!((ids(&unknown.expect(200)), unknown.header("x-wp-total")), (vec![], "0"), "an empty list, no error");
        let known = app.get(&format!("/{kinds}?search=all")).await.expect(200)[0].clone();
        assert_eq!(known["customers_count"], 3);

        app.delete(&format!("/{kinds}/{}", id(&known))).await.expect(200);
        assert_eq!(app.get(&format!("/customers/{}", made[1])).await.expect(200)[kinds], json!(["n 1"]));
        assert_eq!(ids(&found(format!("{kind}=all")).await.expect(200)), Vec::<i64>::new());
    }
    app.run_due_work().await;
}
