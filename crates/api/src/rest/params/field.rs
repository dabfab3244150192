//! One named parameter being read.

use serde_json::Value;

use super::{At, Fault, Kind, Place, Reader};

/// A member of a partial update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Patch<T> {
    /// Not mentioned.
    Absent,
    /// Null: to be unset.
    Null,
    /// To be set.
    Value(T),
}

impl<T> Patch<T> {
    /// `None` to leave, `Some(None)` to unset, `Some(Some(_))` to set: the domain's form.
    pub fn nested(self) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }
}

/// A parameter of the kind `K`, about to be read.
pub struct Field<'r, 'a, K> {
    reader: &'r mut Reader<'a>,
    name: &'static str,
    kind: K,
    about: &'static str,
}

impl<'r, 'a, K: Kind> Field<'r, 'a, K> {
    pub(super) const fn new(reader: &'r mut Reader<'a>, name: &'static str, kind: K) -> Self {
        Self { reader, name, kind, about: "" }
    }

    /// Says in the documentation what it is for.
    #[must_use]
    pub const fn about(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }

    /// Its value; absent and null are faults. `None` once there is a fault.
    pub fn required(self) -> Option<K::Out> {
        self.describe(true, Value::Null, false);
        match self.reader.lookup(self.name) {
            None | Some(Value::Null) => {
                self.reader.missing(self.name);
                None
            }
            Some(value) => self.parse(value),
        }
    }

    /// Its value; `None` when absent or null.
    pub fn optional(self) -> Option<K::Out> {
        self.describe(false, Value::Null, false);
        match self.reader.lookup(self.name) {
            None | Some(Value::Null) => None,
            Some(value) => self.parse(value),
        }
    }

    /// Its value, or `default` when absent or null.
    pub fn or(self, default: K::Out) -> K::Out {
        self.describe(false, self.kind.show(&default), false);
        match self.reader.lookup(self.name) {
            None | Some(Value::Null) => default,
            Some(value) => self.parse(value).unwrap_or(default),
        }
    }

    /// What a partial update says of it: null and the empty text unset it.
    pub fn patch(self) -> Patch<K::Out> {
        self.describe(false, Value::Null, true);
        match self.reader.lookup(self.name) {
            None => Patch::Absent,
            Some(Value::Null) => Patch::Null,
            Some(Value::String(text)) if text.is_empty() => Patch::Null,
            Some(value) => self.parse(value).map_or(Patch::Absent, Patch::Value),
        }
    }

    fn parse(self, value: &Value) -> Option<K::Out> {
        let parent = self.reader.at();
        let at = At::member(parent, self.name);
        match self.kind.parse(value, &at, self.reader.zone()) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.reader.fault(fault);
                None
            }
        }
    }

    fn describe(&self, required: bool, default: Value, nullable: bool) {
        if !self.reader.describing() {
            return;
        }
        let mut schema = self.kind.schema();
        if let Value::Object(members) = &mut schema {
            if !self.about.is_empty() {
                members.insert("description".to_owned(), Value::from(self.about));
            }
            if !default.is_null() {
                members.insert("default".to_owned(), default);
            }
            if nullable && let Some(kind) = members.get("type").filter(|kind| kind.is_string()).cloned() {
                members.insert("type".to_owned(), Value::Array(vec![kind, Value::from("null")]));
            }
        }
        self.reader.record(self.name, required, schema);
    }
}

impl<K> Field<'_, '_, K> {
    /// The same, always read from the query string and described as such.
    #[must_use]
    pub fn in_query(self) -> Self {
        self.reader.place_next(Place::Query);
        self
    }
}

/// Parses one value outside a reader, for lists of it.
pub(super) fn parse_item<K: Kind>(
    kind: &K,
    value: &Value,
    list: &At<'_>,
    index: usize,
    zone: chrono_tz::Tz,
) -> Result<K::Out, Fault> {
    kind.parse(value, &At::item(list, index), zone)
}
