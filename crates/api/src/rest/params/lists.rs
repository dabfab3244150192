//! Lists of parameters: JSON arrays, `a[]=`, or text separated by commas or blanks.

use chrono_tz::Tz;
use serde_json::{Value, json};

use super::{At, Fault, Kind, field::parse_item};

/// A list of at most so many items of a kind.
#[derive(Debug)]
pub struct List<K> {
    kind: K,
    most: usize,
    whole_text: bool,
}

impl<K> List<K> {
    /// A list whose text form is split at commas and blanks.
    pub const fn of(kind: K, most: usize) -> Self {
        Self { kind, most, whole_text: false }
    }

    /// A list whose text form is split at commas only: items may hold blanks.
    pub const fn of_texts(kind: K, most: usize) -> Self {
        Self { kind, most, whole_text: true }
    }

    fn split(&self, text: &str) -> Vec<Value> {
        let blank = |c: char| c == ',' || (!self.whole_text && c.is_whitespace());
        text.split(blank).map(str::trim).filter(|item| !item.is_empty()).map(Value::from).collect()
    }
}

impl<K: Kind> Kind for List<K> {
    type Out = Vec<K::Out>;

    fn parse(&self, value: &Value, at: &At<'_>, zone: Tz) -> Result<Vec<K::Out>, Fault> {
        let split;
        let items: Vec<&Value> = match value {
            Value::Array(items) => items.iter().collect(),
            // A PHP array with gaps between its numbers.
            Value::Object(members) if members.keys().all(|key| key.parse::<u64>().is_ok()) => {
                members.values().collect()
            }
            Value::String(text) => {
                split = self.split(text);
                split.iter().collect()
            }
            Value::Number(_) | Value::Bool(_) => vec![value],
            Value::Object(_) | Value::Null => return Err(Fault::wrong_type(at, "array")),
        };
        if items.len() > self.most {
            return Err(Fault::too_many_items(at, self.most));
        }
        items.into_iter().enumerate().map(|(index, item)| parse_item(&self.kind, item, at, index, zone)).collect()
    }

    fn schema(&self) -> Value {
        json!({"type": "array", "items": self.kind.schema(), "maxItems": self.most})
    }

    fn show(&self, value: &Vec<K::Out>) -> Value {
        Value::Array(value.iter().map(|item| self.kind.show(item)).collect())
    }
}
