//! `/i/{token}`: by plain requests, and as a browser shows it.

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

use crate::{browser::Browser, common::id};

/// Invites bob and gives the path of the link in his mail.
async fn invited(app: &TestApp) -> (i64, String) {
    let body = json!({"login": "bob", "email": "bob@example.com", "name": "<b>Bob</b>"});
    let bob = id(&app.post("/users", &body).await.expect(201));
    (bob, link(app))
}

fn link(app: &TestApp) -> String {
    let mails = app.mail().accepted();
    let text = &mails.last().unwrap().content.text;
    let base = app.url("//");
    let line = text.lines().find(|line| line.starts_with(&base)).unwrap_or_else(|| panic!("a link in {text}"));
    format!("//{}", line.strip_prefix(&base).unwrap())
}

async fn signs_in(app: &TestApp, password: &str) -> u16 {
    Answer::to(app.anonymous(Method::GET, "/segments/fields").basic_auth("bob", Some(password))).await.status
}

/// The password that a page shows.
fn password(page: &Answer) -> String {
    page.text.split("id=\"password\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

#[actix_web::test]
async fn looking_changes_nothing_and_the_button_works_once() {
    let app = TestApp::start().await;
    let (_, path) = invited(&app).await;
    for _ in 0..3 {
        let page = Answer::to(app.anonymous(Method::GET, &path)).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("bob") && !page.text.contains("id=\"password\""));
        assert_eq!((page.header("cache-control"), page.header("x-robots-tag")), ("no-store", "noindex, nofollow"));
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && policy.ends_with("form-action 'self'"), "{policy}");
    }
    assert_eq!(Answer::to(app.anonymous(Method::HEAD, &path)).await.status, 200);
    let elsewhere = app.anonymous(Method::POST, &path).header("origin", "https://evil.example");
    assert_eq!(Answer::to(elsewhere).await.status, 403);
    let shown = Answer::to(app.anonymous(Method::POST, &path)).await;
    assert_eq!(shown.status, 200);
    assert_eq!(signs_in(&app, &password(&shown)).await, 200);
    for method in [Method::GET, Method::POST] {
        let again = Answer::to(app.anonymous(method, &path)).await;
        assert_eq!(again.status, 404);
        assert!(again.text.contains("not good any more"));
    }
    let log = app.get("/audit-log?action=user.accept_invitation").await.expect(200);
    assert_eq!(
        (log[0]["actor"]["type"].as_str(), log[0]["object"]["type"].as_str()),
        (Some("anonymous"), Some("user"))
    );
}

#[actix_web::test]
async fn an_old_link_a_late_one_and_one_that_others_read_are_refused() {
    let app = TestApp::start().await;
    let (bob, first) = invited(&app).await;
    app.post(&format!("/users/{bob}/invite"), &json!({})).await.expect(200);
    let second = link(&app);
    assert_ne!(first, second);
    let post = async |path: &str| Answer::to(app.anonymous(Method::POST, path)).await.status;
    assert_eq!((post(&first).await, post("//i/none").await, post("//i/%00%ff").await), (404, 404, 404));
    let open = app
        .anonymous(Method::POST, &second)
        .header("x-forwarded-for", "203.0.113.9")
        .header("x-forwarded-proto", "http");
    assert_eq!(Answer::to(open).await.status, 403, "the password would be read along");
    app.clock().advance(chrono::TimeDelta::days(7));
    assert_eq!(post(&second).await, 404);
    app.post(&format!("/users/{bob}/invite"), &json!({})).await.expect(200);
    assert_eq!(post(&link(&app)).await, 200);
}

#[actix_web::test]
async fn a_browser_shows_the_password_once() {
    let Some(mut browser) = Browser::start("invitation_page").await else { return };
    let app = TestApp::start().await;
    let (_, path) = invited(&app).await;
    browser.resize(390, 800).await;
    browser.open(&app.url(&path)).await;
    assert_eq!(browser.evaluate("document.querySelector('h1').innerText").await, "Your invitation");
    assert_eq!(browser.evaluate("document.documentElement.scrollWidth <= innerWidth").await, true);
    browser.picture("invitation").await;
    browser.follow("document.querySelector('button').click()").await;
    let password = browser.evaluate("document.querySelector('#password').innerText").await;
    assert_eq!(signs_in(&app, password.as_str().unwrap()).await, 200);
    browser.picture("invitation-answered").await;
    assert_eq!(browser.evaluate("document.scripts.length").await, 0);
    assert!(browser.problems().is_empty(), "{:?}", browser.problems());
    browser.open(&app.url(&path)).await;
    assert!(browser.evaluate("document.body.innerText").await.as_str().unwrap().contains("not good any more"));
}
