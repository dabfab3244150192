//! Examples of answers, taken from the schemas they name.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// An example of `schema`, from its own or from those of the schemas it is made of.
pub(super) fn example_of(schema: &Value, schemas: &BTreeMap<String, Value>) -> Value {
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        return schemas.get(name).map_or(Value::Null, |schema| example_of(schema, schemas));
    }
    if let Some(Value::Array(parts)) = schema.get("allOf") {
        let mut whole = Map::new();
        for part in parts {
            if let Value::Object(members) = example_of(part, schemas) {
                whole.extend(members);
            }
        }
        return Value::Object(whole);
    }
    if let Some(items) = schema.get("items") {
        return json!([example_of(items, schemas)]);
    }
    if let Some(Value::Object(properties)) = schema.get("properties") {
        return properties.iter().map(|(name, member)| (name.clone(), example_of(member, schemas))).collect();
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => json!("2026-01-05T10:00:00"),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        _ => json!({}),
    }
}
