//! Uploads, and an import's way from queued to its end.

use std::time::Duration;

use growffinity_access::Role;
use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{BOUNDARY, form, send};

fn files(app: &TestApp) -> usize {
    std::fs::read_dir(app.files().join("imports")).map_or(0, Iterator::count)
}

#[actix_web::test]
async fn an_import_is_queued_worked_at_and_told_of() {
    let app = TestApp::start().await;
    let sent = send(&app, b"email\nann@example.com\n", &[("type", "customers")]).await;
    assert_eq!(sent.status, 202);
    let id = sent.json()["id"].clone();
    assert_eq!(sent.header("location"), app.url(&format!("/imports/{id}")));
    assert_eq!((&sent.json()["status"], &sent.json()["bytes_total"]), (&json!("queued"), &json!(22)));
    assert_eq!(files(&app), 1);
    app.run_due_work().await;
    let done = app.get(&format!("/imports/{id}")).await.json();
    assert_eq!((&done["status"], &done["completed_at_gmt"]), (&json!("completed"), &json!("2026-11-23T10:00:00")));
    assert_eq!(files(&app), 0, "the file is not needed any more");
    assert_eq!(app.get("/imports?status=completed&type=customers").await.json()[0]["id"], id);
    assert_eq!(app.get("/imports?status=queued").await.json(), json!([]));
    let late = app.post(&format!("/imports/{id}/cancel"), &json!({})).await;
    assert_eq!((late.status, &late.json()["code"]), (409, &json!("growffinity_rest_import_state")));
}

#[actix_web::test]
async fn a_canceled_import_records_nothing_more() {
    let app = TestApp::start().await;
    let sent = send(&app, b"email\nann@example.com\n", &[("type", "customers")]).await;
    let id = sent.json()["id"].clone();
    let canceled = app.post(&format!("/imports/{id}/cancel"), &json!({})).await;
    assert_eq!((canceled.status, &canceled.json()["status"]), (200, &json!("canceled")));
    app.run_due_work().await;
    assert_eq!(app.get("/customers").await.json(), json!([]));
    assert_eq!(files(&app), 0);
}

#[actix_web::test]
async fn who_may_not_write_sends_nothing() {
    let app = TestApp::start().await;
    let (login, password) = app.user("viewer", Role::Viewer).await;
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let ask = |request: reqwest::RequestBuilder| {
        request.header("content-type", kind.clone()).body(form(b"email\nann@example.com\n", &[("type", "customers")]))
    };
    let refused = Answer::to(ask(app.anonymous(Method::POST, "/imports"))).await;
    assert_eq!(refused.status, 401);
    let refused = Answer::to(ask(app.anonymous(Method::POST, "/imports").basic_auth(login, Some(password)))).await;
    assert_eq!(refused.status, 403);
    assert_eq!(files(&app), 0);
}

#[actix_web::test]
async fn a_form_with_faults_names_them_and_keeps_nothing() {
    let app = TestApp::with_settings(&[("imports.max_bytes", "2000")]).await;
    let sent = send(&app, b"email\n", &[("type", "people"), ("update", "perhaps"), ("consent", "{oops")]).await;
    assert_eq!((sent.status, &sent.json()["code"]), (400, &json!("rest_invalid_json")), "{}", sent.json());
    let sent = send(&app, b"email\n", &[("type", "people"), ("update", "perhaps")]).await;
    let body = sent.json();
    let params = body["data"]["params"].as_object().unwrap();
    assert_eq!(params.keys().collect::<Vec<_>>(), ["type", "update"]);
    let missing = app.post("/imports", &json!({"type": "customers"})).await;
    assert_eq!(missing.json()["data"]["params"], json!(["file", "type"]), "{}", missing.json());
    let long = send(&app, "email\n".repeat(1_000).as_bytes(), &[("type", "customers")]).await;
    assert_eq!((long.status, &long.json()["data"]["limit"]), (413, &json!(2_000)));
    assert_eq!(files(&app), 0);
}

#[actix_web::test]
async fn an_upload_that_breaks_off_leaves_no_file_and_no_row() {
    let app = TestApp::start().await;
    let (login, password) = app.credentials();
    let credentials = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("{login}:{password}"));
    let address = app.url("//").trim_start_matches("http://").trim_end_matches('/').to_owned();
    let body = form(&b"email\n".repeat(2_000_000), &[("type", "customers")]);
    let head = format!(
        "POST /wp-json/growffinity/v1/imports HTTP/1.1\r\nHost: {address}\r\nAuthorization: Basic {credentials}\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut connection = TcpStream::connect(&address).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(&body[..9_000_000]).await.unwrap();
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    while files(&app) == 0 {
        assert!(tokio::time::Instant::now() < deadline, "the upload is kept as it comes");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    connection.shutdown().await.unwrap();
    drop(connection);
    while files(&app) > 0 {
        assert!(tokio::time::Instant::now() < deadline, "a file is left behind");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(app.get("/imports").await.json(), json!([]));
}

#[actix_web::test]
async fn several_files_come_in_at_once() {
    let app = TestApp::start().await;
    let file = |name: &str| format!("email\n{name}@example.com\n").into_bytes();
    let sent = futures::future::join_all(["ann", "bob", "cy"].map(|name| {
        let (app, file) = (&app, file(name));
        async move { send(app, &file, &[("type", "customers")]).await.status }
    }));
    assert_eq!(sent.await, [202, 202, 202]);
    app.run_due_work().await;
    assert_eq!(app.get("/customers").await.header("x-wp-total"), "3");
}

#[actix_web::test]
async fn an_answer_to_a_refused_upload_is_read() {
    let app = TestApp::start().await;
    let mut connection =
        TcpStream::connect(app.url("//").trim_start_matches("http://").trim_end_matches('/')).await.unwrap();
    let body = form(&b"email\n".repeat(500_000), &[("type", "customers")]);
    let head = format!(
        "POST /wp-json/growffinity/v1/imports HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(&body).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
}
