//! Health, readiness and metrics.

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;

#[actix_web::test]
async fn alive_and_ready() {
    let app = TestApp::start().await;
    assert_eq!(Answer::to(app.anonymous(Method::GET, "//healthz")).await.expect(200)["status"], "ok");
    let ready = Answer::to(app.anonymous(Method::GET, "//readyz")).await.expect(200);
    assert!(ready["checks"].as_array().unwrap().iter().any(|check| check["name"] == "database"), "{ready}");
}

#[actix_web::test]
async fn requests_are_counted_by_route() {
    let app = TestApp::start().await;
    app.get("/customers/999").await.expect(404);
    let metrics = Answer::to(app.anonymous(Method::GET, "//metrics")).await;
    assert_eq!(metrics.status, 200);
    let counted =
        |line: &&str| line.starts_with("http_requests_total") && line.contains("/growffinity/v1/customers/{id}");
    assert!(metrics.text.lines().any(|line| counted(&line) && line.contains("status=\"404\"")), "{}", metrics.text);
    let far = Answer::to(app.anonymous(Method::GET, "//metrics").header("x-forwarded-for", "203.0.113.9")).await;
    assert_eq!(far.status, 401);
}

#[actix_web::test]
async fn a_token_opens_the_metrics_from_anywhere() {
    let app = TestApp::with_settings(&[("metrics.token", "a-secret-token-of-some-length")]).await;
    assert_eq!(Answer::to(app.anonymous(Method::GET, "//metrics")).await.status, 401);
    let request = app.anonymous(Method::GET, "//metrics").bearer_auth("a-secret-token-of-some-length");
    assert_eq!(Answer::to(request).await.status, 200);
}
