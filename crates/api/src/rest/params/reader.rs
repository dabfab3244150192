//! Looks parameters up, collects what is wrong with them, or writes down which there are.

use std::cell::{Cell, RefCell};

use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use super::{At, Fault, Faults, Field, FromParams, Kind, kinds::is_list_text};
use crate::rest::{ApiError, extract::finish};

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the query string.
    Query,
    /// In the body (the query string will do as well).
    Body,
}

/// One parameter as the documentation and discovery show it.
#[derive(Debug, Clone, PartialEq)]
pub struct ArgSpec {
    /// Its name.
    pub name: &'static str,
    /// Whether it has to be there.
    pub required: bool,
    /// Its JSON schema.
    pub schema: Value,
    /// Where it is sent.
    pub place: Place,
}

/// Reads parameters of one request, or of one object inside it.
pub struct Reader<'a> {
    first: Option<&'a Map<String, Value>>,
    second: Option<&'a Map<String, Value>>,
    at: Option<&'a At<'a>>,
    zone: Tz,
    faults: &'a RefCell<Faults>,
    specs: Option<&'a RefCell<Vec<ArgSpec>>>,
    place: Place,
    next_place: Cell<Option<Place>>,
}

impl<'a> Reader<'a> {
    /// A reader that looks in `body` and then in `query`.
    pub const fn new(
        body: Option<&'a Map<String, Value>>,
        query: Option<&'a Map<String, Value>>,
        zone: Tz,
        faults: &'a RefCell<Faults>,
    ) -> Self {
        let next_place = Cell::new(None);
        Self { first: body, second: query, at: None, zone, faults, specs: None, place: Place::Body, next_place }
    }

    /// The parameters that `T` reads.
    pub fn describe<T: FromParams>(place: Place) -> Vec<ArgSpec> {
        let faults = RefCell::default();
        let specs = RefCell::default();
        let mut reader = Reader { specs: Some(&specs), place, ..Reader::new(None, None, Tz::UTC, &faults) };
        let _ = T::read(&mut reader);
        specs.into_inner()
    }

    /// The parameter `name` of this kind.
    pub const fn field<K: Kind>(&mut self, name: &'static str, kind: K) -> Field<'_, 'a, K> {
        Field::new(self, name, kind)
    }

    /// The object `name`, read by `read`; `None` when absent, null or no object.
    pub fn object<T>(&mut self, name: &'static str, read: impl FnOnce(&mut Reader<'_>) -> Option<T>) -> Option<T> {
        if self.describing() {
            let schema = self.object_schema(read);
            self.record(name, false, schema);
            return None;
        }
        let value = self.lookup(name).filter(|value| !value.is_null())?;
        let at = At::member(self.at, name);
        if let Value::Object(members) = value {
            read(&mut self.inside(members, &at))
        } else {
            self.fault(Fault::wrong_type(&at, "object"));
            None
        }
    }

    /// The list of objects `name`, each read by `read`; `None` when absent or null.
    pub fn objects<T>(
        &mut self,
        name: &'static str,
        most: usize,
        mut read: impl FnMut(&mut Reader<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        if self.describing() {
            let items = self.object_schema(&mut read);
            self.record(name, false, json!({"type": "array", "items": items, "maxItems": most}));
            return None;
        }
        let value = self.lookup(name).filter(|value| !value.is_null())?;
        let at = At::member(self.at, name);
        let Value::Array(items) = value else {
            if !is_list_text(value) {
                self.fault(Fault::wrong_type(&at, "array"));
            }
            return Some(Vec::new());
        };
        if items.len() > most {
            self.fault(Fault::too_many_items(&at, most));
            return None;
        }
        let mut found = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let at = At::item(&at, index);
            if let Value::Object(members) = item {
                found.extend(read(&mut self.inside(members, &at)));
            } else {
                self.fault(Fault::wrong_type(&at, "object"));
            }
        }
        Some(found)
    }

    /// The list of objects `name`, each read apart from the others with faults of its own. `None` when absent or null.
    pub fn each_object<T>(
        &mut self,
        name: &'static str,
        mut read: impl FnMut(&mut Reader<'_>) -> Option<T>,
    ) -> Option<Vec<Result<T, ApiError>>> {
        if self.describing() {
            let items = self.object_schema(&mut read);
            self.record(name, false, json!({"type": "array", "items": items}));
            return None;
        }
        let value = self.lookup(name).filter(|value| !value.is_null())?;
        let Value::Array(items) = value else {
            self.fault(Fault::wrong_type(&At::member(self.at, name), "array"));
            return None;
        };
        let one = |item: &Value| {
            let Value::Object(members) = item else {
                return Err(ApiError::invalid_param(Fault::wrong_type(&At::member(None, name), "object")));
            };
            let faults = RefCell::default();
            let found = read(&mut Reader::new(Some(members), None, self.zone, &faults));
            finish(found, faults.into_inner())
        };
        Some(items.iter().map(one).collect())
    }

    /// The value of `name`, as it came.
    pub fn lookup(&self, name: &str) -> Option<&'a Value> {
        self.first.and_then(|map| map.get(name)).or_else(|| self.second.and_then(|map| map.get(name)))
    }

    /// Writes down a fault.
    pub fn fault(&self, fault: Fault) {
        self.faults.borrow_mut().invalid(fault);
    }

    /// Writes down that something is wrong with the member `name` here.
    pub fn fault_at(&self, name: &str, code: &'static str, message: impl Into<String>) {
        self.fault(Fault::new(&At::member(self.at, name), code, message));
    }

    /// The site's zone, in which dates without one are meant.
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// Whether parameters are only being written down.
    pub const fn describing(&self) -> bool {
        self.specs.is_some()
    }

    pub(super) const fn at(&self) -> Option<&'a At<'a>> {
        self.at
    }

    /// Writes down that the member `name` is absent here.
    pub fn missing(&self, name: &'static str) {
        if self.describing() {
            return;
        }
        match self.at {
            None => self.faults.borrow_mut().missing(name),
            Some(at) => self.fault(Fault::member_required(at, name)),
        }
    }

    pub(super) fn record(&self, name: &'static str, required: bool, schema: Value) {
        let place = self.next_place.take().unwrap_or(self.place);
        if let Some(specs) = self.specs {
            specs.borrow_mut().push(ArgSpec { name, required, schema, place });
        }
    }

    pub(super) fn place_next(&self, place: Place) {
        self.next_place.set(Some(place));
    }

    fn inside<'b>(&self, members: &'b Map<String, Value>, at: &'b At<'b>) -> Reader<'b>
    where
        'a: 'b,
    {
        Reader { at: Some(at), ..Reader::new(Some(members), None, self.zone, self.faults) }
    }

    fn object_schema<T>(&self, read: impl FnOnce(&mut Reader<'_>) -> Option<T>) -> Value {
        let faults = RefCell::default();
        let specs = RefCell::default();
        let mut reader = Reader { specs: Some(&specs), ..Reader::new(None, None, self.zone, &faults) };
        let _ = read(&mut reader);
        object_schema(&specs.into_inner())
    }
}

/// The JSON schema of an object with these members.
pub fn object_schema(specs: &[ArgSpec]) -> Value {
    let properties: Map<String, Value> = specs.iter().map(|spec| (spec.name.to_owned(), spec.schema.clone())).collect();
    let required: Vec<&str> = specs.iter().filter(|spec| spec.required).map(|spec| spec.name).collect();
    let mut schema = json!({"type": "object", "properties": properties});
    if let (Value::Object(members), false) = (&mut schema, required.is_empty()) {
        members.insert("required".to_owned(), json!(required));
    }
    schema
}
