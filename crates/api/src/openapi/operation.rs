//! One operation of the OpenAPI document.

use std::collections::BTreeMap;

use growffinity_access::Permission;
use serde_json::{Map, Value, json};

use super::{errors, examples::example_of, operation_id};
use crate::rest::{
    context,
    method::Method,
    params::{ArgSpec, Place, object_schema},
    placeholder::Placeholder,
    route::Route,
};

/// The operation of `route` at `path` by `method`.
pub(super) fn describe(route: &Route, method: Method, path: &str, schemas: &BTreeMap<String, Value>) -> Value {
    let mut operation = match serde_json::to_value(&route.operation) {
        Ok(Value::Object(operation)) => operation,
        _ => Map::new(),
    };
    operation.insert("operationId".to_owned(), json!(operation_id(route, method)));
    operation.insert("parameters".to_owned(), json!(parameters(route, method, path)));
    let security = security(route);
    operation.insert("security".to_owned(), Value::Array(security));
    if let Some(body) = body(route, method) {
        operation.insert("requestBody".to_owned(), body);
    }
    let told = operation.remove("responses").unwrap_or_default();
    operation.insert("responses".to_owned(), Value::Object(responses(told, route, method, schemas)));
    Value::Object(operation)
}

/// How its callers can sign in; the empty way is that they need not.
fn security(route: &Route) -> Vec<Value> {
    let for_no_key = |permission: &Permission| permission.scope().is_none();
    let never_by_key = route.description.never_by_key || route.description.permissions.iter().any(for_no_key);
    let by_key: &[&str] = if never_by_key { &[] } else { &["bearer", "api_key", "consumer_key"] };
    let nobody = (!route.description.signed_in).then(|| json!({}));
    nobody.into_iter().chain(["basic"].iter().chain(by_key).map(|way| json!({*way: []}))).collect()
}

fn responses(told: Value, route: &Route, method: Method, schemas: &BTreeMap<String, Value>) -> Map<String, Value> {
    let mut all: Map<String, Value> = errors::answers(route, method).into_iter().collect();
    let told = match told {
        Value::Object(told) => told,
        _ => Map::new(),
    };
    for (status, mut answer) in told {
        let words = answer.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
        if status.starts_with(['4', '5']) {
            let known = all.get(&status).and_then(|known| known.get("description")).and_then(Value::as_str);
            // The route's own code is the example; those that every route has follow.
            let content = errors::content(errors::named_in(&words));
            let words = known.map_or_else(|| words.clone(), |known| format!("{words}; also {known}"));
            answer = json!({"description": words, "content": content});
        } else if let Some((_, content)) =
            answer.pointer_mut("/content").and_then(Value::as_object_mut).and_then(|content| content.iter_mut().next())
        {
            if let Some(previous) = content.pointer_mut("/schema/properties/previous") {
                *previous = without_links(previous, schemas);
            }
            let example = content.get("schema").map(|schema| example_of(schema, schemas)).unwrap_or_default();
            if let Value::Object(content) = content {
                content.insert("example".to_owned(), example);
            }
        }
        all.insert(status, answer);
    }
    if matches!(method, Method::Get) && path_has_etag(&all) {
        all.insert("304".to_owned(), json!({"description": "Nothing has changed since `If-None-Match`."}));
    }
    all
}

/// The schema of an item that is gone: there is nothing to link to.
fn without_links(schema: &Value, schemas: &BTreeMap<String, Value>) -> Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    let mut schema = name.and_then(|name| schemas.get(name)).unwrap_or(schema).clone();
    if let Some(members) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        members.remove("_links");
    }
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name != "_links");
    }
    if let Some(example) = schema.get_mut("example").and_then(Value::as_object_mut) {
        example.remove("_links");
    }
    schema
}

/// Items carry an ETag, lists and reports don't; an item's schema is a reference.
fn path_has_etag(responses: &Map<String, Value>) -> bool {
    let ok = responses.get("200").and_then(|ok| ok.pointer("/content/application~1json/schema/$ref"));
    ok.and_then(Value::as_str).is_some_and(|name| {
        [
            "CustomerView",
            "OrderView",
            "SegmentView",
            "CampaignView",
            "NoteView",
            "CustomEventView",
            "SuppressionView",
            "TagView",
            "GroupView",
            "CompanyView",
            "StoreView",
        ]
        .iter()
        .any(|view| name.ends_with(&format!("/{view}")))
    })
}

fn parameters(route: &Route, method: Method, path: &str) -> Vec<Value> {
    let ids = path.split('/').filter_map(Placeholder::of);
    let ids = ids.map(|(kind, name)| json!({"name": name, "in": "path", "required": true, "schema": kind.schema()}));
    let from_query = |arg: &&ArgSpec| !method.writes() || arg.place == Place::Query;
    let args = route.description.args.iter().filter(from_query);
    // All routes that show items share it; it changes which members an answer has.
    let args = args.filter(|arg| route.contexts.is_none() || arg.name != "context").map(query_parameter);
    let contexts = route.contexts.as_ref().map(|_| "context");
    let keyed = method == Method::Post && route.description.signed_in;
    let common = contexts.into_iter().chain(["fields", "embed", "envelope", "pretty"]);
    let common = common.chain(keyed.then_some("idempotency_key"));
    let common = common.map(|name| json!({"$ref": format!("#/components/parameters/{name}")}));
    ids.chain(args).chain(common).collect()
}

fn query_parameter(arg: &ArgSpec) -> Value {
    let mut schema = arg.schema.clone();
    let about = schema.as_object_mut().and_then(|schema| schema.remove("description"));
    let mut parameter = json!({"name": arg.name, "in": "query", "required": arg.required, "schema": schema});
    if let Value::Object(members) = &mut parameter {
        about.map(|about| members.insert("description".to_owned(), about));
        match schema.get("type").and_then(Value::as_str) {
            Some("array") => {
                members.insert("style".to_owned(), json!("form"));
                members.insert("explode".to_owned(), json!(false));
            }
            Some("object") => {
                members.insert("style".to_owned(), json!("deepObject"));
                members.insert("explode".to_owned(), json!(true));
            }
            _ => {}
        }
    }
    parameter
}

fn body(route: &Route, method: Method) -> Option<Value> {
    let args: Vec<ArgSpec> = route.description.args.iter().filter(|arg| arg.place == Place::Body).cloned().collect();
    if !method.writes() || args.is_empty() {
        return None;
    }
    let schema = object_schema(&args);
    let required = args.iter().any(|arg| arg.required);
    if route.description.takes_upload {
        return Some(json!({"required": true, "content": {"multipart/form-data": {"schema": schema}}}));
    }
    let content = json!({
        "application/json": {"schema": schema},
        "application/x-www-form-urlencoded": {"schema": schema},
    });
    Some(json!({"required": required, "content": content}))
}

/// Parameters that every operation takes.
pub(super) fn common_parameters() -> Value {
    let query = |name: &str, about: &str| json!({"name": name, "in": "query", "description": about, "schema": {"type": "string"}});
    let words: Vec<&str> = context::CONTEXTS.iter().map(|(name, _)| *name).collect();
    json!({
        "context": {
            "name": "context",
            "in": "query",
            "description": context::ABOUT,
            "schema": {"type": "string", "enum": words, "default": "view"},
        },
        "embed": query("_embed", "Put what these links lead to into `_embedded`; all that can be, without a name."),
        "fields": query("_fields", "Only these members, separated by commas, nested ones with dots."),
        "envelope": query("_envelope", "Put status and headers into the body."),
        "pretty": query("_pretty", "Print the body for people."),
        "idempotency_key": {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "Sent again with the same key, the request is answered as before and not done again, for 24 hours.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        },
    })
}
