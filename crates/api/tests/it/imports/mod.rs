//! Files of customers, orders, events and suppressions, sent and taken in.

mod bad_input;
mod canceled;
mod cdnow;
mod columns;
mod events;
mod one_fault;
mod options;
mod suppressions;
mod upload;

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::Value;

const BOUNDARY: &str = "gf-test-boundary";

/// A form with a file named `import.csv` and these parameters.
fn form(file: &[u8], fields: &[(&str, &str)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"import.csv\"\r\nContent-Type: text/csv";
    body.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").bytes());
    body.extend(file);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").bytes());
    body
}

/// Sends a file with these parameters.
async fn send(app: &TestApp, file: &[u8], fields: &[(&str, &str)]) -> Answer {
    send_to(app, "/imports", file, fields).await
}

/// Sends a file with these parameters to this route.
async fn send_to(app: &TestApp, path: &str, file: &[u8], fields: &[(&str, &str)]) -> Answer {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    Answer::to(app.request(Method::POST, path).header("content-type", kind).body(form(file, fields))).await
}

/// Sends a file that is taken, does the work, and gives the import as it is then.
async fn imported(app: &TestApp, file: &[u8], fields: &[(&str, &str)]) -> Value {
    let sent = send(app, file, fields).await;
    assert_eq!(sent.status, 202, "{}", sent.text);
    app.run_due_work().await;
    app.get(&format!("/imports/{}", sent.json()["id"])).await.json()
}

/// Lines, columns, values and codes of an import's refusals.
fn refusals(import: &Value) -> Vec<(u64, &str, &str, &str)> {
    let errors = import["errors"].as_array().unwrap().iter();
    errors
        .map(|error| {
            let part = |name: &str| error[name].as_str().unwrap_or_default();
            (error["line"].as_u64().unwrap(), part("column"), part("value"), part("code"))
        })
        .collect()
}

/// Created, updated, unchanged and refused items.
fn figures(import: &Value) -> [u64; 4] {
    ["created", "updated", "unchanged", "refused"].map(|name| import[name].as_u64().unwrap())
}
