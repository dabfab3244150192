//! One route in discovery: methods, and the arguments of each.

use serde_json::{Map, Value, json};

use crate::{
    rest::{
        context,
        method::Method,
        params::{ArgSpec, Place},
        placeholder::Placeholder,
        route::Route,
    },
    v1::NAMESPACE,
};

/// The path as WordPress's pattern: `/growffinity/v1/customers/(?P<id>[\d]+)`.
pub(super) fn pattern(path: &str) -> String {
    if path.is_empty() {
        return "/".to_owned();
    }
    let segment = |segment: &str| match Placeholder::of(segment) {
        Some((kind, name)) => format!("(?P<{name}>{})", kind.pattern()),
        None => segment.to_owned(),
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// The entry of `routes`, which stand at the same path.
pub(super) fn entry(path: &str, routes: &[&Route], root: &str) -> Value {
    let mut methods: Vec<&str> = Vec::new();
    for method in Method::ROUTED.iter().filter(|method| routes.iter().any(|route| route.methods.contains(method))) {
        methods.push(method.as_str());
    }
    let endpoints: Vec<Value> = routes.iter().map(|route| endpoint(path, route)).collect();
    let mut entry = json!({"namespace": namespace(path), "methods": methods, "endpoints": endpoints});
    if let (Value::Object(members), false) = (&mut entry, path.contains('{')) {
        members.insert("_links".to_owned(), json!({"self": [{"href": format!("{root}{path}")}]}));
    }
    entry
}

fn namespace(path: &str) -> String {
    let segments: Vec<&str> = path.split('/').skip(1).take(2).collect();
    segments.join("/")
}

fn endpoint(path: &str, route: &Route) -> Value {
    let methods: Vec<&str> = route.methods.iter().map(|method| method.as_str()).collect();
    let mut args = Map::new();
    for (kind, name) in path.split('/').filter_map(Placeholder::of) {
        let kind = if kind == Placeholder::Number { "integer" } else { "string" };
        let about = "Unique identifier for the resource.";
        args.insert(name.to_owned(), json!({"description": about, "type": kind, "required": false}));
    }
    for arg in &route.description.args {
        let mut schema = arg.schema.clone();
        if let Value::Object(members) = &mut schema {
            members.insert("required".to_owned(), json!(arg.required));
        }
        args.insert(arg.name.to_owned(), schema);
    }
    if route.contexts.is_some() {
        args.entry("context").or_insert_with(|| {
            json!({
                "description": context::ABOUT,
                "type": "string",
                "enum": context::CONTEXTS.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
                "default": "view",
                "required": false,
            })
        });
    }
    let mut endpoint = json!({"methods": methods, "args": args});
    if let (Value::Object(members), true) = (&mut endpoint, can_be_batched(path, route)) {
        members.insert("allow_batch".to_owned(), json!({"v1": true}));
    }
    endpoint
}

/// Whether requests to it can be part of a batch: writes of this API that are no batches themselves.
fn can_be_batched(path: &str, route: &Route) -> bool {
    let writes = route.methods.iter().all(|method| method.writes());
    writes && path.starts_with(&format!("/{NAMESPACE}/")) && !path.ends_with("/batch")
}

/// The schema of what stands at these routes, as WordPress writes one: that of the first answer that is an item or a list
/// of them, each member with the contexts that show it, and with whether it can be written.
pub(super) fn schema(routes: &[&Route], document: &Value) -> Value {
    let shown = routes.iter().find_map(|route| {
        let operation = serde_json::to_value(&route.operation).ok()?;
        let schema = ["200", "201", "202"].iter().find_map(|status| {
            operation.pointer(&format!("/responses/{status}/content/application~1json/schema")).cloned()
        })?;
        let schema = schema.get("items").unwrap_or(&schema);
        let name = schema.get("$ref")?.as_str()?.rsplit('/').next()?;
        let title = name.trim_end_matches("View").to_ascii_lowercase();
        Some((title, members(schema, document)))
    });
    let Some((title, mut properties)) = shown else {
        return json!({});
    };
    let writes: Vec<&ArgSpec> = routes
        .iter()
        .filter(|route| route.methods.iter().any(|method| method.writes()))
        .flat_map(|route| route.description.args.iter().filter(|arg| arg.place == Place::Body))
        .collect();
    for (name, property) in &mut properties {
        if let Value::Object(keywords) = property {
            keywords.insert("context".to_owned(), context::contexts_of(name));
            match writes.iter().find(|arg| arg.name == name) {
                Some(arg) if arg.required => keywords.insert("required".to_owned(), json!(true)),
                Some(_) => None,
                None => keywords.insert("readonly".to_owned(), json!(true)),
            };
        }
    }
    for arg in writes {
        // Something to be said that no answer shows.
        let hidden = || {
            let mut schema = arg.schema.clone();
            if let Value::Object(keywords) = &mut schema {
                keywords.insert("context".to_owned(), json!([]));
            }
            schema
        };
        properties.entry(arg.name).or_insert_with(hidden);
    }
    json!({
        "$schema": "http://json-schema.org/draft-04/schema#",
        "title": title,
        "type": "object",
        "properties": properties,
    })
}

/// The members of `schema`, with everything it refers to put in its place.
fn members(schema: &Value, document: &Value) -> Map<String, Value> {
    let mut found = Map::new();
    if let Value::Object(keywords) = resolved(schema, document, 0) {
        for part in keywords.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            found.extend(members(part, document));
        }
        if let Some(Value::Object(properties)) = keywords.get("properties") {
            found.extend(properties.clone());
        }
    }
    found
}

/// No schema of ours is nested as deep.
const DEEPEST: usize = 12;

fn resolved(schema: &Value, document: &Value, depth: usize) -> Value {
    let inside = |value: &Value| resolved(value, document, depth + 1);
    match schema {
        Value::Object(_) if depth > DEEPEST => json!({}),
        Value::Object(keywords) => {
            if let Some(path) = keywords.get("$ref").and_then(Value::as_str) {
                return document.pointer(path.trim_start_matches('#')).map(inside).unwrap_or_default();
            }
            // The list of an object's required members is no keyword of draft 4 as WordPress writes it.
            let kept = keywords.iter().filter(|(name, value)| name.as_str() != "required" || !value.is_array());
            Value::Object(kept.map(|(name, value)| (name.clone(), inside(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(inside).collect()),
        other => other.clone(),
    }
}
