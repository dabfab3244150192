//! No line of the log shows a credential, whatever is sent and however much is logged.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;

use crate::common::customer;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[actix_web::test]
async fn no_credential_reaches_the_log() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("trace,mio=off,polling=off")
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .finish();
    // The threads that serve have no other subscriber than the process's. This is the only test that sets one.
    tracing::subscriber::set_global_default(subscriber).unwrap();

    let app = TestApp::start().await;
    let (login, password) = app.credentials();
    let whole = format!("{login}:{password}");
    let basic = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &whole);
    let id = customer(&app, "ann@example.com").await;
    let key = app.post("/api-keys", &json!({"name": "log", "type": "pair"})).await;
    let secrets: Vec<String> = [
        password.to_owned(),
        password.replace(' ', ""),
        basic,
        "wrong-pass-4711".to_owned(),
        "ck_0123456789abcdef0123456789abcdef01234567".to_owned(),
        "cs_89abcdef0123456789abcdef0123456789abcdef".to_owned(),
        "gfk_0123456789abcdef0123456789abcdef01234567".to_owned(),
        "sig4711%3D".to_owned(),
        "sig4711=".to_owned(),
        "idem-secret-4711".to_owned(),
    ]
    .into_iter()
    .chain(
        ["consumer_key", "consumer_secret", "token"]
            .iter()
            .filter_map(|name| key.text.parse::<serde_json::Value>().ok()?.get(name)?.as_str().map(str::to_owned)),
    )
    .collect();

    let query = "consumer_key=ck_0123456789abcdef0123456789abcdef01234567&\
        consumer_secret=cs_89abcdef0123456789abcdef0123456789abcdef&oauth_signature=sig4711%3D";
    for path in [format!("/customers?{query}"), format!("/nothing?{query}"), format!("/customers/{id}?{query}&page=x")]
    {
        Answer::to(app.anonymous(Method::GET, &path)).await;
        Answer::to(app.request(Method::GET, &path)).await;
        Answer::to(app.request(Method::POST, &path).body("{\"password\":\"wrong-pass-4711\"")).await;
    }
    for (name, value) in [
        ("authorization", "Bearer gfk_0123456789abcdef0123456789abcdef01234567"),
        (
            "authorization",
            "OAuth oauth_consumer_key=\"ck_0123456789abcdef0123456789abcdef01234567\", oauth_signature=\"sig4711%3D\"",
        ),
        ("authorization", "Basic !!wrong-pass-4711"),
        ("x-api-key", "gfk_0123456789abcdef0123456789abcdef01234567"),
        ("idempotency-key", "idem-secret-4711"),
    ] {
        Answer::to(app.anonymous(Method::POST, "/customers").header(name, value).json(&json!({}))).await;
    }
    for _ in 0..2 {
        let wrong = app.anonymous(Method::GET, "/customers").basic_auth(login, Some("wrong-pass-4711"));
        Answer::to(wrong).await.expect(401);
    }
    let keyed = app.request(Method::POST, "/customers").header("idempotency-key", "idem-secret-4711");
    Answer::to(keyed.json(&json!({"email": "bob@example.com"}))).await.expect(201);
    app.run_due_work().await;

    let log = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(log.lines().filter(|line| line.contains("answered")).count() > 10, "the log is caught: {log}");
    // What this test's own client says of its sending is not the server's word.
    let ours =
        |line: &&str| !["reqwest", "hyper_util", "hyper"].iter().any(|client| line.contains(&format!(" {client}::")));
    for line in log.lines().filter(ours) {
        for secret in &secrets {
            assert!(!line.contains(secret), "{secret} in {line}");
        }
        assert!(!line.contains("ann@example.com"), "a customer's address in {line}");
    }
}
