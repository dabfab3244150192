//! One route in discovery: methods, and the arguments of each.

use serde_json::{Map, Value, json};

use crate::{
    rest::{method::Method, route::Route},
    v1::NAMESPACE,
};

/// The path as WordPress's pattern: `/growffinity/v1/customers/(?P<id>[\d]+)`.
pub(super) fn pattern(path: &str) -> String {
    if path.is_empty() {
        return "/".to_owned();
    }
    path.replace('{', "(?P<").replace('}', ">[\\d]+)")
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
    for id in path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')) {
        let about = "Unique identifier for the resource.";
        args.insert(id.to_owned(), json!({"description": about, "type": "integer", "required": false}));
    }
    for arg in &route.description.args {
        let mut schema = arg.schema.clone();
        if let Value::Object(members) = &mut schema {
            members.insert("required".to_owned(), json!(arg.required));
        }
        args.insert(arg.name.to_owned(), schema);
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

/// The schema of what stands at these routes: that of the first answer that is an item or a list of them.
pub(super) fn schema(routes: &[&Route], document: &Value) -> Value {
    let mut found = routes.iter().filter_map(|route| {
        let operation = serde_json::to_value(&route.operation).ok()?;
        let schema = ["200", "201", "202"].iter().find_map(|status| {
            operation.pointer(&format!("/responses/{status}/content/application~1json/schema")).cloned()
        })?;
        let schema = schema.get("items").unwrap_or(&schema);
        let name = schema.get("$ref")?.as_str()?.trim_start_matches('#');
        let title = name.rsplit('/').next()?.trim_end_matches("View").to_ascii_lowercase();
        let mut schema = document.pointer(name)?.clone();
        let members = schema.as_object_mut()?;
        members.insert("$schema".to_owned(), json!("http://json-schema.org/draft-04/schema#"));
        members.insert("title".to_owned(), json!(title));
        Some(schema)
    });
    found.next().unwrap_or_else(|| json!({}))
}
