//! Rules of all kinds that an order can move its customer into, or that it has to be asked about.

use serde_json::{Value, json};

/// Bodies of `count` live segments.
pub fn all(count: usize) -> Vec<Value> {
    (0..count)
        .map(|number| {
            json!({"name": format!("Live {number}"), "refresh": "live", "match": "all", "conditions": conditions(number)})
        })
        .collect()
}

fn conditions(number: usize) -> Value {
    let amount = 100 + number * 8;
    let days = format!("{} days", number + 1);
    match number % 5 {
        0 => json!([{"field": "total_spent", "operator": "greater_than", "value": amount}]),
        1 => json!([
            {"field": "orders_count", "operator": "greater_than_or_equal", "value": 1},
            {"field": "billing.country", "operator": "in", "value": ["FR", "DE"]},
            {"field": "average_order_value", "operator": "less_than", "value": amount},
        ]),
        2 => json!([
            {"field": "last_order_date", "operator": "within_last", "value": days},
            {"field": "status", "operator": "equals", "value": "active"},
        ]),
        3 => json!([
            {"orders": {"aggregate": "sum", "of": "total", "within": {"last": days}}, "operator": "greater_than", "value": amount},
        ]),
        _ => json!([
            {"match": "any", "conditions": [
                {"orders": {"aggregate": "count", "where": [{"field": "status", "operator": "equals", "value": "completed"}]},
                 "operator": "greater_than_or_equal", "value": 1 + number / 50},
                {"field": "email", "operator": "ends_with", "value": format!("{number}@example.com")},
            ]},
            {"field": "consent.email", "operator": "not_equals", "value": "bounced"},
        ]),
    }
}
