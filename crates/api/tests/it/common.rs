//! What several tests do first.

use growffinity_testkit::{TestApp, builders};
use serde_json::Value;

/// Makes a customer and answers their id.
pub async fn customer(app: &TestApp, email: &str) -> i64 {
    id(&app.post("/customers", builders::customer(email).json()).await.expect(201))
}

/// Records an order and answers its id.
pub async fn order(app: &TestApp, email: &str, total: &str) -> i64 {
    id(&app.post("/orders", builders::order(email, total).json()).await.expect(201))
}

/// The id of an item.
pub fn id(item: &Value) -> i64 {
    item["id"].as_i64().unwrap_or_else(|| panic!("an id in {item}"))
}

/// The ids of a list, in order.
pub fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap_or_else(|| panic!("a list: {list}")).iter().map(id).collect()
}

/// The names of the parameters that an error finds fault with.
pub fn params(error: &Value) -> Vec<&str> {
    match &error["data"]["params"] {
        Value::Object(params) => params.keys().map(String::as_str).collect(),
        Value::Array(params) => params.iter().filter_map(Value::as_str).collect(),
        other => panic!("params in {error}, not {other}"),
    }
}
