//! Notes on customers.

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::{Value, json};

use crate::common::{customer, id, ids, params};

#[actix_web::test]
async fn a_note_is_written_read_changed_and_removed() {
    let app = TestApp::start().await;
    let path = format!("/customers/{}/notes", customer(&app, "ann@example.com").await);
    let made = app.post(&path, &json!({"category": "phone_call", "note": "  Asked for blue.\nTwice. "})).await;
    let note = made.expect(201);
    assert_eq!((&note["category"], &note["note"]), (&json!("phone_call"), &json!("Asked for blue.\nTwice.")));
    assert_eq!(note["author"]["name"], "Owner");
    assert_eq!(note["date_created_gmt"], "2026-11-23T10:00:00");
    let item = format!("{path}/{}", id(&note));
    assert!(made.header("location").ends_with(&item));
    let read = app.get(&item).await;
    assert_eq!(read.expect(200), note);
    assert!(read.header("etag").starts_with("\"1-"));

    app.clock().advance(chrono::TimeDelta::hours(1));
    let changed = app.put(&item, &json!({"category": "complaint"})).await.expect(200);
    assert_eq!((&changed["category"], &changed["note"]), (&json!("complaint"), &note["note"]));
    assert_eq!(changed["date_modified_gmt"], "2026-11-23T11:00:00");
    let stale = Answer::to(app.request(Method::PUT, &item).header("if-match", "\"1-x\"").json(&json!({"note": "x"})));
    assert_eq!(stale.await.status, 412);
    let stale = Answer::to(app.request(Method::DELETE, &item).header("if-match", "\"1-x\"")).await;
    assert_eq!(stale.status, 412);

    let gone = app.delete(&item).await.expect(200);
    assert_eq!((&gone["deleted"], &gone["previous"]["category"]), (&json!(true), &json!("complaint")));
    assert_eq!(app.get(&item).await.expect(404)["code"], "growffinity_rest_note_invalid_id");
    app.delete(&item).await.expect(404);
    app.put(&item, &json!({"note": "x"})).await.expect(404);
}

#[actix_web::test]
async fn the_newest_note_comes_first() {
    let app = TestApp::start().await;
    let path = format!("/customers/{}/notes", customer(&app, "ann@example.com").await);
    let mut made = Vec::new();
    for (category, text) in [("general", "one"), ("meeting", "two"), ("general", "THREE")] {
        made.push(id(&app.post(&path, &json!({"category": category, "note": text})).await.expect(201)));
        app.clock().advance(chrono::TimeDelta::days(1));
    }
    let all = app.get(&path).await;
    assert_eq!((ids(&all.expect(200)), all.header("x-wp-total")), (vec![made[2], made[1], made[0]], "3"));
    for (query, expected) in [
        ("category=general", vec![made[2], made[0]]),
        ("category=meeting,general&order=asc", made.clone()),
        ("search=three", vec![made[2]]),
        ("after=2026-11-24T00:00:00&before=2026-11-25T00:00:00", vec![made[1]]),
        ("per_page=1&page=2", vec![made[1]]),
        ("cursor=&per_page=2", vec![made[0], made[1]]),
    ] {
        assert_eq!(ids(&app.get(&format!("{path}?{query}")).await.expect(200)), expected, "{query}");
    }
    let include = format!("{path}?include={},{}&orderby=include&order=asc", made[2], made[0]);
    assert_eq!(ids(&app.get(&include).await.expect(200)), [made[2], made[0]]);
    assert_eq!(
        params(&app.get(&format!("{path}?category=gossip&orderby=shoe")).await.expect(400)),
        ["category[0]", "orderby"]
    );
}

#[actix_web::test]
async fn a_note_that_says_nothing_is_refused() {
    let app = TestApp::start().await;
    let path = format!("/customers/{}/notes", customer(&app, "ann@example.com").await);
    for (body, code, at) in [
        (json!({}), "rest_missing_callback_param", "note"),
        (json!({"note": null}), "rest_missing_callback_param", "note"),
        (json!({"note": " \n "}), "rest_invalid_param", "note"),
        (json!({"note": 7}), "rest_invalid_param", "note"),
        (json!({"note": "a\u{0}b"}), "rest_invalid_param", "note"),
        (json!({"note": "x".repeat(10_001)}), "rest_invalid_param", "note"),
        (json!({"note": "x", "category": "gossip"}), "rest_invalid_param", "category"),
    ] {
        let error = app.post(&path, &body).await.expect(400);
        assert_eq!((&error["code"], params(&error)), (&json!(code), vec![at]), "{body}");
    }
    app.post(&path, &json!({"note": "x", "id": 3})).await.expect(400);
    app.post("/customers/999/notes", &json!({"note": "x"})).await.expect(404);
    assert_eq!(app.get("/customers/999/notes").await.expect(404)["code"], "growffinity_rest_customer_invalid_id");
    assert_eq!(app.get(&path).await.expect(200), json!([]));
}

#[actix_web::test]
async fn notes_stay_with_their_customer_and_outlive_their_author() {
    let app = TestApp::start().await;
    let (ann, bob) = (customer(&app, "ann@example.com").await, customer(&app, "bob@example.com").await);
    let (login, password) = app.user("max", Role::Member).await;
    let as_max = |method, path: &str| app.anonymous(method, path).basic_auth(&login, Some(&password));
    let path = format!("/customers/{ann}/notes");
    let note = Answer::to(as_max(Method::POST, &path).json(&json!({"note": "Kind."}))).await.expect(201);
    assert_eq!((&note["author"]["name"], &note["category"]), (&json!("max"), &json!("general")));
    app.get(&format!("/customers/{bob}/notes/{}", id(&note))).await.expect(404);
    app.delete(&format!("/customers/{bob}/notes/{}", id(&note))).await.expect(404);

    let (viewer, password) = app.user("eve", Role::Viewer).await;
    let as_eve = |method| app.anonymous(method, &path).basic_auth(&viewer, Some(&password));
    assert_eq!(Answer::to(as_eve(Method::GET)).await.expect(200).as_array().map(Vec::len), Some(1));
    assert_eq!(Answer::to(as_eve(Method::POST).json(&json!({"note": "x"}))).await.status, 403);
    assert_eq!(Answer::to(app.anonymous(Method::GET, &path)).await.status, 401);

    let author = growffinity_kernel::UserId::new(note["author"]["id"].as_i64().unwrap()).unwrap();
    app.services().access.remove_user(author).await.unwrap();
    let kept: Value = app.get(&format!("{path}/{}", id(&note))).await.expect(200);
    assert_eq!((&kept["note"], &kept["author"]), (&json!("Kind."), &json!(null)));
}
