//! `_fields`: only the members asked for, nested ones with dots.

use serde_json::{Map, Value};

/// Members asked for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FieldSet {
    whole: bool,
    members: Vec<(String, FieldSet)>,
}

impl FieldSet {
    /// Reads the parameter: text with commas or blanks, or a list of texts. `None` when it names nothing.
    pub fn read(value: &Value) -> Option<Self> {
        let mut set = Self::default();
        let mut add = |text: &str| {
            let split = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|name| !name.is_empty());
            split.for_each(|name| set.add(name));
        };
        match value {
            Value::String(text) => add(text),
            Value::Array(items) => items.iter().filter_map(Value::as_str).for_each(&mut add),
            _ => {}
        }
        (!set.members.is_empty()).then_some(set)
    }

    fn add(&mut self, path: &str) {
        let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let known = self.members.iter().position(|(member, _)| member == name);
        let index = known.unwrap_or_else(|| {
            self.members.push((name.to_owned(), Self::default()));
            self.members.len() - 1
        });
        if let Some((_, inner)) = self.members.get_mut(index) {
            match rest {
                Some(rest) if name != "_links" => inner.add(rest),
                _ => inner.whole = true,
            }
        }
    }

    /// Keeps of an item, or of each item of a list, what was asked for.
    pub fn filter(&self, value: Value) -> Value {
        match value {
            Value::Array(items) => Value::Array(items.into_iter().map(|item| self.filter(item)).collect()),
            Value::Object(mut members) => {
                let mut kept = Map::new();
                for (name, inner) in &self.members {
                    if let Some(value) = members.remove(name) {
                        let value = if inner.whole { Some(value) } else { inner.filter_nested(value) };
                        value.map(|value| kept.insert(name.clone(), value));
                    }
                }
                Value::Object(kept)
            }
            other => other,
        }
    }

    fn filter_nested(&self, value: Value) -> Option<Value> {
        matches!(value, Value::Object(_) | Value::Array(_)).then(|| self.filter(value))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::FieldSet;

    fn filter(fields: &Value, value: Value) -> Value {
        FieldSet::read(fields).map_or(Value::Null, |set| set.filter(value))
    }

    #[test]
    fn keeps_what_was_asked_for() {
        let item = json!({"id": 1, "a": {"b": 2, "c": 3}, "l": [{"x": 1, "y": 2}], "_links": {"self": [1], "up": [2]}});
        assert_eq!(filter(&json!("id"), item.clone()), json!({"id": 1}));
        assert_eq!(filter(&json!("a.b,id"), item.clone()), json!({"id": 1, "a": {"b": 2}}));
        assert_eq!(filter(&json!(["a.b", "a"]), item.clone()), json!({"a": {"b": 2, "c": 3}}));
        assert_eq!(filter(&json!("l.y nothing id.x"), item.clone()), json!({"l": [{"y": 2}]}));
        assert_eq!(filter(&json!("_links.self"), item.clone()), json!({"_links": {"self": [1], "up": [2]}}));
        assert_eq!(filter(&json!("nothing"), json!([item])), json!([{}]));
        assert_eq!(FieldSet::read(&json!("")), None);
    }
}
