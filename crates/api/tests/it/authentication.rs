//! Who may call, and what everyone else is told.

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp, builders};
use reqwest::Method;
use serde_json::json;

#[actix_web::test]
async fn nobody_is_told_to_sign_in_before_anything_else() {
    let app = TestApp::start().await;
    for (method, path) in
        [(Method::GET, "/customers?page=0"), (Method::POST, "/customers"), (Method::GET, "/customers/1")]
    {
        let answer = Answer::to(app.anonymous(method, path).json(&json!({}))).await;
        assert_eq!(answer.expect(401)["code"], "rest_not_logged_in", "{path}");
        assert!(answer.header("www-authenticate").starts_with("Basic realm="));
    }
    let bearer = Answer::to(app.anonymous(Method::GET, "/customers").header("authorization", "Bearer x")).await;
    assert_eq!(bearer.expect(401)["code"], "rest_not_logged_in");
}

#[actix_web::test]
async fn wrong_credentials_are_told_apart_even_on_the_index() {
    let app = TestApp::start().await;
    let (login, _) = app.credentials();
    let wrong = [
        ("nobody", "x", "invalid_username"),
        ("nobody@example.com", "x", "invalid_email"),
        (login, "aaaa bbbb cccc dddd eeee ffff", "incorrect_password"),
    ];
    for (login, password, code) in wrong {
        for path in ["/customers", "/nothing", "//wp-json/"] {
            let answer = Answer::to(app.anonymous(Method::GET, path).basic_auth(login, Some(password))).await;
            assert_eq!(answer.expect(401)["code"], code, "{path}");
        }
    }
}

#[actix_web::test]
async fn login_or_address_in_any_case_and_the_password_without_its_blanks() {
    let app = TestApp::start().await;
    let (_, password) = app.credentials();
    for login in ["OWNER", "Owner@Example.com"] {
        let request = app.anonymous(Method::GET, "/customers").basic_auth(login, Some(password.replace(' ', "")));
        Answer::to(request).await.expect(200);
    }
}

#[actix_web::test]
async fn a_viewer_may_look_and_not_touch() {
    let app = TestApp::start().await;
    let (login, password) = app.user("vic", Role::Viewer).await;
    let send = |method, path: &'static str, body| {
        Answer::to(app.anonymous(method, path).basic_auth(&login, Some(&password)).json(&body))
    };
    let list = send(Method::GET, "/customers", json!({})).await;
    list.expect(200);
    assert_eq!(list.header("allow"), "GET");
    let good = builders::customer("ann@example.com").json().clone();
    let refused = send(Method::POST, "/customers", good).await.expect(403);
    assert_eq!(refused["code"], "rest_forbidden");
    assert_eq!(refused["message"], "Sorry, you are not allowed to do that.");
    // Like WordPress, a bad body is told first to whoever is signed in.
    send(Method::POST, "/customers", json!({})).await.expect(400);
    assert_eq!(app.get("/customers").await.header("x-wp-total"), "0");
}

#[actix_web::test]
async fn credentials_over_an_open_connection_are_refused() {
    let app = TestApp::start().await;
    let through = |proto: &'static str| {
        let request = app.request(Method::GET, "/customers").header("x-forwarded-for", "203.0.113.9");
        Answer::to(request.header("x-forwarded-proto", proto))
    };
    let refused = through("http").await.expect(401);
    assert_eq!(refused["message"], "Credentials are only accepted over https.");
    through("https").await.expect(200);
}
