//! PyPI `schemathesis`: thousands of requests made from the OpenAPI document. None is answered by a 5xx or by anything
//! that the document does not tell.

use std::{path::Path, time::Duration};

use growffinity_testkit::{Answer, TestApp};
use reqwest::Method;
use serde_json::Value;
use tokio::process::Command;

use super::{program::finished, toolbox::python_programs};
use crate::common::customer;

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,\
    response_headers_conformance";

#[actix_web::test]
async fn every_answer_is_as_the_document_says() {
    let Some(programs) = python_programs("schemathesis").await else { return };
    // Thousands of requests in a minute are more than any plan allows.
    let app = TestApp::with_settings(&[("rates.standard", "0"), ("rates.premium", "0")]).await;
    app.leave_due_work();
    let customer = customer(&app, "ann@example.com").await;
    assert_eq!(customer, 1, "ids begin where the examples look");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schemathesis");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("openapi.json"), document(&app).await.to_string()).unwrap();
    let (login, password) = app.credentials();
    let mut command = Command::new(programs.join("schemathesis"));
    command.current_dir(&folder).args(["run", "openapi.json", "--no-color", "--generation-deterministic"]);
    command.args(["--url", &app.url("//wp-json"), "--auth", &format!("{login}:{password}"), "--checks", CHECKS]);
    command.args(["--phases", "examples,coverage,fuzzing", "--max-examples", "8", "--request-timeout", "10"]);
    let text = finished(&mut command, &app, Duration::from_mins(8)).await;
    let count = text.split("Test cases:").nth(1).and_then(|after| after.split_whitespace().next()?.parse().ok());
    assert!(count.is_some_and(|count: u32| count > 1_000), "{text}");
}

/// The document without the parameters that change the form of an answer at the caller's wish.
async fn document(app: &TestApp) -> Value {
    let mut document = Answer::to(app.anonymous(Method::GET, "/openapi.json")).await.expect(200);
    // It would take the password away that everything else is asked with.
    let passwords = &mut document["paths"]["/wp/v2/users/{user_id}/application-passwords"];
    assert!(passwords.as_object_mut().unwrap().remove("delete").is_some());
    for place in document["paths"].as_object_mut().unwrap().values_mut() {
        for operation in place.as_object_mut().unwrap().values_mut() {
            operation["parameters"].as_array_mut().unwrap().retain(|parameter| parameter["$ref"].is_null());
        }
    }
    document
}
