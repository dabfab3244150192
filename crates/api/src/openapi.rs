//! The OpenAPI document, put together from the routes: what `#[utoipa::path]` says of each, and what its signature does.

mod book;
mod errors;
mod examples;
mod operation;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

pub use self::book::error_reference;
use crate::rest::{method::Method, route::Route};

/// The answer to DELETE, for the documentation.
#[derive(Serialize, ToSchema)]
pub struct DeletedView<T: ToSchema> {
    deleted: bool,
    previous: T,
}

/// The OpenAPI 3.1 document of the whole API, as served and as committed.
pub fn openapi() -> Value {
    document(&crate::all_routes(), "")
}

/// The same as text, as it is committed.
///
/// # Errors
/// When it can't be written as JSON.
pub fn openapi_json() -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(&openapi())?;
    text.push('\n');
    Ok(text)
}

/// The document of these routes, each with its path below `/wp-json`, on a server at `public_url`.
pub(crate) fn document(routes: &[(String, Route)], public_url: &str) -> Value {
    let mut schemas: BTreeMap<String, Value> = BTreeMap::new();
    for (name, schema) in routes.iter().flat_map(|(_, route)| &route.schemas) {
        if !schemas.contains_key(name) {
            schemas.insert(name.clone(), serde_json::to_value(schema).unwrap_or_default());
        }
    }
    schemas.insert("Error".to_owned(), errors::schema());
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for (path, route) in routes {
        let place = paths.entry(if path.is_empty() { "/".to_owned() } else { path.clone() }).or_default();
        for method in &route.methods {
            let name = method.as_str().to_ascii_lowercase();
            if !place.contains_key(&name) {
                place.insert(name, operation::describe(route, *method, path, &schemas));
            }
        }
    }
    let mut tags: Vec<&str> = routes.iter().filter_map(|(_, route)| tag(route)).collect();
    tags.dedup();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Growffinity",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The REST API. It follows the conventions of WordPress and WooCommerce.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": format!("{public_url}/wp-json")}],
        "tags": tags.iter().map(|name| json!({"name": name})).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": operation::common_parameters(),
            "securitySchemes": security_schemes(),
        },
    })
}

/// The ways of sending a credential. OAuth 1.0a, which the document's format has no word for, is in the book.
fn security_schemes() -> Value {
    json!({
        "basic": {
            "type": "http",
            "scheme": "basic",
            "description": "Login or e-mail address and an application password, or a key's consumer key and secret.",
        },
        "bearer": {"type": "http", "scheme": "bearer", "description": "An API key that is one token, `gfk_…`."},
        "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "The same in a header of its own."},
        "consumer_key": {
            "type": "apiKey",
            "in": "query",
            "name": "consumer_key",
            "description": "A consumer key, with its secret in `consumer_secret`; or the consumer key of a signed request.",
        },
    })
}

fn tag(route: &Route) -> Option<&str> {
    route.operation.tags.as_ref()?.first().map(String::as_str)
}

/// The id of an operation; each method of a route that answers several has its own.
fn operation_id(route: &Route, method: Method) -> String {
    let id = route.operation.operation_id.clone().unwrap_or_default();
    if route.primary.is_none_or(|primary| method == primary) {
        id
    } else {
        format!("{id}_{}", method.as_str().to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::openapi;

    #[test]
    fn every_operation_is_complete() {
        let document = openapi();
        let mut ids = std::collections::BTreeSet::new();
        for (path, place) in document["paths"].as_object().unwrap() {
            for (method, operation) in place.as_object().unwrap() {
                let here = format!("{method} {path}");
                assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{here}: id");
                assert!(operation["summary"].is_string(), "{here}: summary");
                assert!(operation["tags"][0].is_string(), "{here}: tag");
                assert!(operation["security"].is_array(), "{here}: security");
                for (status, answer) in operation["responses"].as_object().unwrap() {
                    if status == "304" {
                        continue;
                    }
                    let lines = &answer["content"]["application/x-ndjson"];
                    let content = if lines.is_object() { lines } else { &answer["content"]["application/json"] };
                    assert!(content["schema"].is_object(), "{here} {status}: schema");
                    assert!(!content["example"].is_null(), "{here} {status}: example");
                }
            }
        }
        assert!(ids.len() > 25, "{}", ids.len());
    }

    #[test]
    fn every_code_is_told() {
        let document = openapi();
        let codes = &document["components"]["schemas"]["Error"]["properties"]["code"]["x-extensible-enum"];
        let mut answers = String::new();
        for place in document["paths"].as_object().unwrap().values() {
            for operation in place.as_object().unwrap().values() {
                answers.push_str(&operation["responses"].to_string());
            }
        }
        // These can't be the answer of an operation: one means that there is none, two are told inside a batch's answer.
        let elsewhere = ["rest_no_route", "parse_path_failed", "rest_batch_not_allowed"];
        let mut untold = Vec::new();
        for code in crate::rest::catalogue::ALL {
            assert!(codes.as_array().unwrap().contains(&code.code.into()), "{}", code.code);
            if !answers.contains(&format!("`{}`", code.code)) && !elsewhere.contains(&code.code) {
                untold.push(code.code);
            }
        }
        assert!(untold.is_empty(), "no operation tells {untold:?}");
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = openapi();
        let text = document.to_string();
        for part in text.split("\"$ref\":\"#").skip(1) {
            let pointer = part.split('"').next().unwrap();
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }
}
