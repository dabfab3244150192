//! Parameters that are one of a few names.

use chrono_tz::Tz;
use serde_json::{Value, json};

use super::{At, Fault, Kind};

/// One of these names, each meaning a `T`.
#[derive(Debug, Clone, Copy)]
pub struct Word<T: 'static>(pub &'static [(&'static str, T)]);

impl<T> Word<T> {
    fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|(name, _)| *name).collect()
    }
}

impl<T: Copy + PartialEq> Kind for Word<T> {
    type Out = T;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<T, Fault> {
        let Value::String(text) = value else {
            return Err(Fault::wrong_type(at, "string"));
        };
        let found = self.0.iter().find(|(name, _)| name == text).map(|(_, meaning)| *meaning);
        found.ok_or_else(|| Fault::not_in_enum(at, &self.names()))
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "enum": self.names()})
    }

    fn show(&self, value: &T) -> Value {
        self.0.iter().find(|(_, meaning)| meaning == value).map_or(Value::Null, |(name, _)| json!(name))
    }
}

/// One value of an enum of the domain, by its name.
#[derive(Debug, Clone, Copy)]
pub struct Choice<T: 'static> {
    /// All values.
    pub all: &'static [T],
    /// The name of each.
    pub name: fn(T) -> &'static str,
}

impl<T: Copy + PartialEq> Kind for Choice<T> {
    type Out = T;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: Tz) -> Result<T, Fault> {
        let Value::String(text) = value else {
            return Err(Fault::wrong_type(at, "string"));
        };
        let found = self.all.iter().copied().find(|known| (self.name)(*known) == text);
        found.ok_or_else(|| Fault::not_in_enum(at, &self.names()))
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "enum": self.names()})
    }

    fn show(&self, value: &T) -> Value {
        json!((self.name)(*value))
    }
}

impl<T: Copy> Choice<T> {
    fn names(&self) -> Vec<&'static str> {
        self.all.iter().map(|value| (self.name)(*value)).collect()
    }
}
