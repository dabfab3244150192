//! What several tests do first.

use growffinity_testkit::{TestApp, builders};
use serde_json::Value;

/// Makes a customer who may be mailed, with these members too, and answers their id.
pub async fn customer(app: &TestApp, email: &str, more: Value) -> i64 {
    let mut body = builders::customer(email).without("first_name").without("last_name").json().clone();
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    id(&app.post("/customers", &body).await.expect(201))
}

/// The id of an item.
pub fn id(item: &Value) -> i64 {
    item["id"].as_i64().unwrap_or_else(|| panic!("an id in {item}"))
}
