//! `/users`

use growffinity_access::{Role, UserStatus};
use growffinity_campaigns::mail::Delivery;
use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

use crate::common::{id, ids, params};

#[actix_web::test]
async fn who_is_invited_is_pending_and_gets_a_mail() {
    let app = TestApp::start().await;
    let body = json!({"login": "bob", "email": "bob@example.com", "name": "Bob", "role": "member", "plan": "premium"});
    let answer = app.post("/users", &body).await;
    let bob = answer.expect(201);
    assert_eq!(answer.header("location"), app.url(&format!("/users/{}", id(&bob))));
    let shown = ["login", "email", "name", "role", "plan", "status"].map(|name| bob[name].clone());
    assert_eq!(json!(shown), json!(["bob", "bob@example.com", "Bob", "member", "premium", "pending"]));
    assert_eq!(bob["invitation"]["sent"], true);
    assert_eq!(bob["invitation"]["expires_at_gmt"], "2026-11-30T10:00:00");
    let mails = app.mail().accepted();
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!(mail.to.email.as_str(), "bob@example.com");
    assert!(mail.content.text.contains("Your login is bob") && mail.content.text.contains(&app.url("//i/")));
    let bob_alone = app.get(&format!("/users/{}", id(&bob))).await.expect(200);
    assert!(bob_alone["invitation"].is_null() && bob_alone["status"] == "pending");

    // Again: the second link alone is good; once the first one is gone nobody knows it.
    let again = app.post(&format!("/users/{}/invite", id(&bob)), &json!({})).await.expect(200);
    assert_eq!((app.mail().accepted().len(), &again["invitation"]["sent"]), (2, &json!(true)));
    app.mail().always(Delivery::Deferred { reason: "451 not now".to_owned() });
    let failed = app.post(&format!("/users/{}/invite", id(&bob)), &json!({})).await.expect(200);
    assert_eq!((&failed["invitation"]["sent"], &failed["invitation"]["error"]), (&json!(false), &json!("451 not now")));
    let owner = app.services().access.find_user("owner").await.unwrap().unwrap().id;
    let active = app.post(&format!("/users/{owner}/invite"), &json!({})).await.expect(409);
    assert_eq!(active["code"], "growffinity_rest_user_active");
}

#[actix_web::test]
async fn names_are_taken_once_and_faults_are_named() {
    let app = TestApp::start().await;
    let login = app.post("/users", &json!({"login": "OWNER", "email": "x@example.com"})).await.expect(409);
    assert_eq!((&login["code"], &login["data"]["param"]), (&json!("growffinity_rest_user_exists"), &json!("login")));
    let email = app.post("/users", &json!({"login": "x", "email": "Owner@Example.com"})).await.expect(409);
    assert_eq!(email["data"]["param"], "email");
    assert_eq!(params(&app.post("/users", &json!({})).await.expect(400)), ["login", "email"]);
    let wrong = json!({"login": "a b", "email": "x", "role": "king", "plan": "gold"});
    let wrong = app.post("/users", &wrong).await.expect(400);
    let mut named = params(&wrong);
    named.sort_unstable();
    assert_eq!(named, ["email", "login", "plan", "role"]);
    assert!(app.mail().attempts().is_empty());
}

#[actix_web::test]
async fn what_a_user_may_follows_a_change_at_once() {
    let app = TestApp::start().await;
    let (login, password) = app.user("mia", Role::Member).await;
    let mia = app.services().access.find_user("mia").await.unwrap().unwrap().id;
    let write = || {
        let request = app.anonymous(Method::POST, "/segments").basic_auth(&login, Some(&password));
        Answer::to(request.json(&json!({"name": "Hand-picked", "type": "static"})))
    };
    write().await.expect(201);
    let changed =
        app.put(&format!("/users/{mia}"), &json!({"role": "viewer", "login": "eve", "name": "Mia"})).await.expect(200);
    assert_eq!(
        (&changed["role"], &changed["login"], &changed["name"]),
        (&json!("viewer"), &json!("mia"), &json!("Mia"))
    );
    write().await.expect(403);
    let taken = app.put(&format!("/users/{mia}"), &json!({"email": "OWNER@example.com"})).await.expect(409);
    assert_eq!(taken["data"]["param"], "email");
    let gone = app.delete(&format!("/users/{mia}")).await.expect(200);
    assert_eq!(gone["previous"]["login"], "mia");
    assert_eq!(write().await.expect(401)["code"], "invalid_username");
    for answer in [
        app.get(&format!("/users/{mia}")).await,
        app.put(&format!("/users/{mia}"), &json!({"name": "x"})).await,
        app.delete(&format!("/users/{mia}")).await,
        app.post(&format!("/users/{mia}/invite"), &json!({})).await,
    ] {
        assert_eq!(answer.expect(404)["code"], "growffinity_rest_user_invalid_id");
    }
}

#[actix_web::test]
async fn one_owner_stays() {
    let app = TestApp::start().await;
    let owner = app.services().access.find_user("owner").await.unwrap().unwrap().id;
    let invited = json!({"login": "amy", "email": "amy@example.com", "role": "owner"});
    let amy = id(&app.post("/users", &invited).await.expect(201));
    assert_eq!(app.services().access.find_user("amy").await.unwrap().unwrap().status, UserStatus::Pending);
    for answer in [
        app.put(&format!("/users/{owner}"), &json!({"role": "member"})).await,
        app.delete(&format!("/users/{owner}")).await,
    ] {
        assert_eq!(answer.expect(409)["code"], "growffinity_rest_last_owner", "who is pending is none yet");
    }
    app.delete(&format!("/users/{amy}")).await.expect(200);
    app.user("ben", Role::Owner).await;
    app.delete(&format!("/users/{owner}")).await.expect(200);
    app.leave_due_work();
}

#[actix_web::test]
async fn users_are_listed_by_what_they_are() {
    let app = TestApp::start().await;
    let owner = app.services().access.find_user("owner").await.unwrap().unwrap().id.get();
    app.clock().advance(chrono::TimeDelta::minutes(1));
    app.user("zoe", Role::Viewer).await;
    let zoe = app.services().access.find_user("zoe").await.unwrap().unwrap().id.get();
    app.clock().advance(chrono::TimeDelta::minutes(1));
    let bob = json!({"login": "bob", "email": "a@example.com", "name": "Bob", "role": "viewer"});
    let bob = id(&app.post("/users", &bob).await.expect(201));
    let list = async |query: &str| ids(&app.get(&format!("/users?{query}")).await.expect(200));
    assert_eq!(list("").await, [bob, zoe, owner]);
    assert_eq!(list("role=viewer&status=active").await, [zoe]);
    assert_eq!(list("role=viewer,owner&orderby=email&order=asc").await, [bob, owner, zoe]);
    assert_eq!(list("search=OB").await, [bob]);
    assert_eq!(list(&format!("exclude={bob}&orderby=id&order=asc")).await, [owner, zoe]);
    assert_eq!(list("after=2026-11-23T10:00:30&before=2026-11-23T10:01:30").await, [zoe]);
    assert_eq!(list("orderby=name&order=desc").await, [owner, bob, zoe]);
    let wrong = app.get("/users?orderby=login&role=king").await.expect(400);
    assert_eq!(params(&wrong), ["orderby", "role[0]"]);
}
