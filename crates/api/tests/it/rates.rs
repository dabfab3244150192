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

#[actix_web::test]
async fn of_a_burst_of_guesses_no_more_are_looked_at_than_may_be_refused() {
    let app = TestApp::start().await;
    let (login, password) = app.credentials();
    let guess = |number: usize| {
        let request = app.anonymous(Method::GET, "/customers").basic_auth(login, Some(format!("guess {number}")));
        Answer::to(request.header("x-forwarded-for", "192.0.2.1").header("x-forwarded-proto", "https"))
    };
    let answers = futures::future::join_all((0..150).map(guess)).await;
    let of = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((of(401), of(429)), (30, 120));
    let right = app.anonymous(Method::GET, "/customers").basic_auth(login, Some(password));
    let right = right.header("x-forwarded-for", "192.0.2.1").header("x-forwarded-proto", "https");
    Answer::to(right).await.expect(429);
}

#[actix_web::test]
async fn logins_that_are_right_take_no_place_however_many_come_at_once() {
    let app = TestApp::start().await;
    for round in 0..3 {
        // Nothing is remembered, as it is for callers whose credentials can't be.
        app.services().access.forget_credentials();
        let answers = futures::future::join_all((0..60).map(|_| app.get("/customers"))).await;
        assert!(answers.iter().all(|answer| answer.status == 200), "round {round}");
    }
    let (login, _) = app.credentials();
    let wrong = Answer::to(app.anonymous(Method::GET, "/customers").basic_auth(login, Some("guess"))).await;
    wrong.expect(401);
    assert_eq!(wrong.header("ratelimit-remaining"), "29", "of those that were right none is counted");
}

#[actix_web::test]
async fn an_address_is_taken_from_a_header_only_behind_a_configured_proxy() {
    let limits = [("rates.standard", "2"), ("http.trusted_proxies", "10.0.0.0/8")];
    let app = TestApp::with_settings(&limits).await;
    let nobody =
        |address: String| Answer::to(app.anonymous(Method::GET, "//wp-json/").header("x-forwarded-for", address));
    for number in 0..2 {
        nobody(format!("192.0.2.{number}")).await.expect(200);
    }
    nobody("192.0.2.9".to_owned()).await.expect(429);

    let app =
        TestApp::with_settings(&[("rates.standard", "2"), ("http.trusted_proxies", "127.0.0.1, 10.0.0.0/8")]).await;
    let nobody =
        |address: String| Answer::to(app.anonymous(Method::GET, "//wp-json/").header("x-forwarded-for", address));
    for number in 0..2 {
        // What the caller put there itself changes nothing.
        nobody(format!("198.51.100.{number}, 203.0.113.7, 10.0.0.2")).await.expect(200);
    }
    nobody("203.0.113.7".to_owned()).await.expect(429);
    nobody("203.0.113.8".to_owned()).await.expect(200);
}

#[actix_web::test]
async fn two_nodes_on_one_redis_let_exactly_the_plan_through() {
    use std::hash::{BuildHasher, RandomState};
    let prefix = format!("test:{:016x}:", RandomState::new().hash_one(0));
    let redis = growffinity_testkit::test_redis_url();
    let settings = [
        ("redis.url", redis.as_str()),
        ("redis.prefix", prefix.as_str()),
        // However busy the machine is, the nodes are to count together.
        ("redis.patience", "20 s"),
        ("rates.premium", "40"),
        ("rates.standard", "10000"),
    ];
    let one = TestApp::with_settings(&settings).await;
    // Its randomness is the same, and so the owner's password is, which is what is counted by.
    let two = TestApp::with_settings(&settings).await;
    assert_eq!(one.credentials(), two.credentials());
    until_they_count_together(&one, &two).await;
    let calls = (0..120).map(|number| if number % 2 == 0 { one.get("/customers") } else { two.get("/customers") });
    let answers = futures::future::join_all(calls).await;
    let of = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((of(200), of(429)), (40, 80));
}

/// A connection to Redis that is not there yet is not waited for: until it is, each node counts by itself.
async fn until_they_count_together(one: &TestApp, two: &TestApp) {
    let left = async |app: &TestApp| -> i64 {
        let answer = Answer::to(app.anonymous(Method::GET, "//wp-json/")).await;
        answer.header("ratelimit-remaining").parse().unwrap()
    };
    let begun = std::time::Instant::now();
    while left(one).await - 1 != left(two).await {
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "the nodes still count each by itself");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}
