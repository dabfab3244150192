//! `/webhooks`: told to real receivers over HTTP.

mod delivering;
mod disabling;
mod managing;
mod personal;
mod promised;

use growffinity_testkit::{Receiver, TestApp};
use serde_json::{Value, json};

use crate::common::id;

/// The app, allowed to knock at this machine.
pub async fn app() -> TestApp {
    app_with(&[]).await
}

pub async fn app_with(settings: &[(&str, &str)]) -> TestApp {
    let own = [("webhooks.allow_private", "on"), ("webhooks.timeout", "500 ms"), ("rates.premium", "0")];
    TestApp::with_settings(&[&own, settings].concat()).await
}

/// Makes a webhook for `receiver` and answers its path.
pub async fn hook(app: &TestApp, receiver: &Receiver, events: &[&str]) -> String {
    let body = json!({"delivery_url": receiver.url(), "events": events});
    format!("/webhooks/{}", id(&app.post("/webhooks", &body).await.expect(201)))
}

/// The deliveries of a webhook but pings, the oldest first.
pub async fn deliveries(app: &TestApp, hook: &str) -> Vec<Value> {
    let list = app.get(&format!("{hook}/deliveries?order=asc&per_page=100")).await.expect(200);
    list.as_array().unwrap().iter().filter(|one| one["type"] != "webhook.ping").cloned().collect()
}
