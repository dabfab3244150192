//! For whoever runs the server: is it alive, is it ready, how is it doing.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use serde_json::{Value, json};

use crate::{
    rest::{client::Client, dispatch::Dispatcher},
    services::CheckOutcome,
};

/// `GET /healthz`: the process answers.
pub async fn healthz() -> HttpResponse {
    answer(true, &json!({"status": "ok"}))
}

/// `GET /readyz`: it can serve. A warning does not make it unready.
pub async fn readyz(dispatcher: web::Data<Dispatcher>) -> HttpResponse {
    let checks = dispatcher.state().readiness.check().await;
    let failed = checks.iter().any(|check| check.outcome == CheckOutcome::Failed);
    let told: Vec<Value> = checks
        .iter()
        .map(|check| {
            let status = match check.outcome {
                CheckOutcome::Ok => "ok",
                CheckOutcome::Warning => "warning",
                CheckOutcome::Failed => "failed",
            };
            json!({"name": check.name, "status": status, "message": check.message})
        })
        .collect();
    answer(!failed, &json!({"status": if failed { "failed" } else { "ok" }, "checks": told}))
}

/// `GET /metrics`: Prometheus's text, for this machine or whoever bears the token.
pub async fn metrics(http: HttpRequest, dispatcher: web::Data<Dispatcher>) -> HttpResponse {
    let app = dispatcher.state();
    let allowed = match &app.settings.metrics_token {
        Some(token) => bears(&http, token),
        None => Client::of(&http, &app.settings).local,
    };
    match &app.metrics {
        Some(write) if allowed => {
            HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(write())
        }
        Some(_) => HttpResponse::Unauthorized().insert_header((header::WWW_AUTHENTICATE, "Bearer")).finish(),
        None => HttpResponse::NotFound().finish(),
    }
}

fn bears(http: &HttpRequest, token: &str) -> bool {
    let given = http.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    // Compared without telling by time how much of it was right.
    given.len() == token.len() && given.bytes().zip(token.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

fn answer(good: bool, body: &Value) -> HttpResponse {
    let mut response = if good { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    response.insert_header((header::CACHE_CONTROL, "no-store")).content_type("application/json").body(body.to_string())
}
