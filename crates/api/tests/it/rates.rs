//! How often one may call, and what is told of it.

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

const LIMITS: &[(&str, &str)] = &[("rates.standard", "3"), ("rates.premium", "5")];

#[actix_web::test]
async fn every_answer_tells_what_is_left_and_one_too_many_is_refused() {
    let app = TestApp::with_settings(LIMITS).await;
    for left in ["4", "3", "2", "1"] {
        let answer = app.get("/customers").await;
        answer.expect(200);
        assert_eq!((answer.header("ratelimit-limit"), answer.header("ratelimit-remaining")), ("5", left));
    }
    let last = app.get("/customers/999").await;
    last.expect(404);
    assert_eq!(last.header("ratelimit-remaining"), "0", "an error counts as well");
    assert_eq!(last.header("ratelimit-policy"), "\"premium\";q=5;w=60");

    let refused = app.get("/customers").await;
    let body = refused.expect(429);
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    let message = format!("Too many requests. Please wait {wait} seconds before trying again.");
    assert_eq!(
        body,
        json!({"code": "rate_limit_exceeded", "message": message, "data": {"status": 429, "retry_after": wait}})
    );
    assert_eq!(refused.header("ratelimit"), format!("\"premium\";r=0;t={wait}"));
    let start: chrono::DateTime<chrono::Utc> = growffinity_testkit::START.parse().unwrap();
    assert_eq!(refused.header("ratelimit-reset"), (start.timestamp() + wait).to_string(), "unix time");
    app.get("/customers").await.expect(429);
}

#[actix_web::test]
async fn each_credential_and_each_anonymous_address_is_counted_by_itself() {
    let app = TestApp::with_settings(LIMITS).await;
    let (login, password) = app.user("vic", Role::Viewer).await;
    let vic = || Answer::to(app.anonymous(Method::GET, "/customers").basic_auth(&login, Some(&password)));
    let nobody = |address: &'static str| {
        let request = app.anonymous(Method::GET, "//wp-json/").header("x-forwarded-for", address);
        Answer::to(request.header("x-forwarded-proto", "https"))
    };
    for _ in 0..3 {
        assert_eq!(vic().await.header("ratelimit-policy"), "\"standard\";q=3;w=60");
        assert_eq!(nobody("192.0.2.1").await.header("ratelimit-policy"), "\"anonymous\";q=3;w=60");
    }
    vic().await.expect(429);
    nobody("192.0.2.1").await.expect(429);
    nobody("192.0.2.2").await.expect(200);
    app.get("/customers").await.expect(200);
}

#[actix_web::test]
async fn a_batch_counts_once() {
    let app = TestApp::with_settings(LIMITS).await;
    let inside: Vec<_> = (0..10)
        .map(|number| {
            let body = json!({"email": format!("ann{number}@example.com")});
            json!({"method": "POST", "path": "/growffinity/v1/customers", "body": body})
        })
        .collect();
    let answer = app.post("//wp-json/batch/v1", &json!({"requests": inside})).await;
    assert!(answer.json()["responses"].as_array().unwrap().iter().all(|it| it["status"] == 201), "{}", answer.text);
    assert_eq!(answer.header("ratelimit-remaining"), "4");
    app.leave_due_work();
}

#[actix_web::test]
async fn guessing_is_stopped_by_address_before_any_password_is_looked_at() {
    let app = TestApp::start().await;
    let (login, password) = app.credentials();
    let (login, password) = (login.to_owned(), password.to_owned());
    let from = |address: &'static str, password: String| {
        let request = app.anonymous(Method::GET, "/customers").basic_auth(&login, Some(password));
        Answer::to(request.header("x-forwarded-for", address).header("x-forwarded-proto", "https"))
    };
    for left in (0..30).rev() {
        let answer = from("192.0.2.1", "guess".to_owned()).await;
        assert_eq!(answer.expect(401)["code"], "incorrect_password");
        assert_eq!(answer.header("ratelimit-remaining"), left.to_string());
    }
    from("192.0.2.1", "guess".to_owned()).await.expect(429);
    assert_eq!(from("192.0.2.1", password.clone()).await.expect(429)["code"], "rate_limit_exceeded", "not even right");
    from("192.0.2.2", password.clone()).await.expect(200);
    // One found right a moment ago is not looked at again, so that a neighbour's guessing does not lock it out.
    from("192.0.2.1", password).await.expect(200);
}

#[actix_web::test]
async fn without_limits_nothing_is_counted() {
    let app = TestApp::with_settings(&[("rates.premium", "0")]).await;
    let answer = app.get("/customers").await;
    answer.expect(200);
    assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("ratelimit")), "{:?}", answer.headers);
}
