//! What a shop tells of a custom event besides its name.

use serde_json::{Map, Value};

/// Properties of an event: at most [`Properties::LARGEST`] bytes of JSON, nested at most [`Properties::DEEPEST`] deep.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Properties(Map<String, Value>);

/// Why an object can't be the properties of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidProperties {
    /// It is larger than [`Properties::LARGEST`] bytes.
    #[error("they are too large")]
    TooLarge,
    /// It is nested deeper than [`Properties::DEEPEST`].
    #[error("they are nested too deep")]
    TooDeep,
}

impl Properties {
    /// The most bytes, written as JSON.
    pub const LARGEST: usize = 16_384;
    /// How deep objects and lists may be nested; the properties themselves are 1 deep.
    pub const DEEPEST: usize = 5;

    /// The properties `members`.
    ///
    /// # Errors
    /// [`InvalidProperties`].
    pub fn new(members: Map<String, Value>) -> Result<Self, InvalidProperties> {
        if members.values().any(|value| is_deeper(value, Self::DEEPEST - 1)) {
            return Err(InvalidProperties::TooDeep);
        }
        let whole = Value::Object(members);
        let size = whole.to_string().len();
        match whole {
            Value::Object(members) if size <= Self::LARGEST => Ok(Self(members)),
            _ => Err(InvalidProperties::TooLarge),
        }
    }

    /// The members.
    pub fn into_members(self) -> Map<String, Value> {
        self.0
    }
}

/// Whether objects and lists in `value` are nested deeper than `levels`.
fn is_deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Object(members) => levels == 0 || members.values().any(|value| is_deeper(value, levels - 1)),
        Value::Array(items) => levels == 0 || items.iter().any(|value| is_deeper(value, levels - 1)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{InvalidProperties, Properties};

    fn members(value: &Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn properties_are_neither_large_nor_deep() {
        assert!(Properties::new(members(&json!({"a": {"b": [{"c": [1]}]}}))).is_ok());
        assert_eq!(Properties::new(members(&json!({"a": {"b": [{"c": [[]]}]}}))), Err(InvalidProperties::TooDeep));
        let frame = r#"{"a":""}"#.len();
        assert!(Properties::new(members(&json!({"a": "x".repeat(Properties::LARGEST - frame)}))).is_ok());
        assert_eq!(
            Properties::new(members(&json!({"a": "x".repeat(Properties::LARGEST - frame + 1)}))),
            Err(InvalidProperties::TooLarge)
        );
    }
}
