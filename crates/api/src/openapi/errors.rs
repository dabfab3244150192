//! Errors in the OpenAPI document: one schema, and for each status the codes that can occur.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::rest::{
    ApiError,
    catalogue::{self, ErrorCode},
    method::Method,
    route::Route,
};

/// The schema of every error.
pub(super) fn schema() -> Value {
    let mut codes: Vec<&str> = catalogue::ALL.iter().map(|code| code.code).collect();
    codes.sort_unstable();
    codes.dedup();
    json!({
        "type": "object",
        "required": ["code", "message", "data"],
        "properties": {
            "code": {
                "type": "string",
                "description": "A slug that does not change. New ones may come.",
                "x-extensible-enum": codes,
            },
            "message": {"type": "string", "description": "In words; may hold HTML."},
            "data": {
                "type": "object",
                "required": ["status"],
                "properties": {
                    "status": {"type": "integer"},
                    "params": {
                        "description": "The parameters at fault, by name, or a list of those missing.",
                        "type": ["object", "array"],
                    },
                },
                "additionalProperties": true,
            },
            "additional_errors": {"type": "array", "items": {"type": "object"}},
        },
        "example": ApiError::new(catalogue::NO_ROUTE).body(""),
    })
}

/// The error answers of a route, by status.
pub(super) fn answers(route: &Route, method: Method) -> BTreeMap<String, Value> {
    let mut codes = vec![catalogue::CALLBACK_DISABLED];
    codes.extend([catalogue::INVALID_USERNAME, catalogue::INVALID_EMAIL, catalogue::INCORRECT_PASSWORD]);
    codes.push(catalogue::RATE_LIMITED);
    // Credentials over an open connection are refused everywhere, even where none are needed; bodies are read before
    // anything else.
    codes.extend([
        catalogue::NOT_LOGGED_IN,
        catalogue::BODY_UNREADABLE,
        catalogue::BODY_TIMEOUT,
        catalogue::BODY_TOO_LARGE,
        catalogue::URL_TOO_LONG,
        catalogue::HEADERS_TOO_LARGE,
    ]);
    if route.contexts.is_some() && method == Method::Get {
        codes.extend([catalogue::FORBIDDEN_CONTEXT, catalogue::INVALID_PARAM]);
    }
    codes.extend([catalogue::KEY_INVALID, catalogue::KEY_MISSING_PARAMETER]);
    if !route.description.permissions.is_empty() {
        codes.extend([catalogue::KEY_PERMISSIONS, catalogue::INSUFFICIENT_SCOPE, catalogue::FORBIDDEN]);
    }
    if method.writes() {
        codes.push(catalogue::INVALID_JSON);
    }
    if method == Method::Post && route.description.signed_in {
        codes.extend([catalogue::IDEMPOTENCY_KEY_INVALID, catalogue::IDEMPOTENCY_MISMATCH]);
        codes.extend([catalogue::IDEMPOTENCY_IN_PROGRESS, catalogue::IDEMPOTENCY_ANSWER_LOST]);
    }
    if route.description.args.iter().any(|arg| arg.required) {
        codes.push(catalogue::MISSING_PARAM);
    }
    if route.description.args.iter().any(|arg| arg.name == "orderby") {
        codes.push(catalogue::ORDERBY_INCLUDE);
    }
    if route.operation.responses.responses.contains_key("201") {
        codes.push(catalogue::EXISTING_ID);
    }
    codes.extend(route.description.codes.iter().copied());
    codes.extend([catalogue::INTERNAL, catalogue::UNAVAILABLE]);
    let mut by_status: BTreeMap<u16, Vec<ErrorCode>> = BTreeMap::new();
    for code in codes {
        let known = by_status.entry(code.status).or_default();
        if known.iter().all(|other| other.code != code.code) {
            known.push(code);
        }
    }
    by_status.into_iter().map(|(status, codes)| (status.to_string(), answer(&codes))).collect()
}

fn answer(codes: &[ErrorCode]) -> Value {
    let names: Vec<String> = codes.iter().map(|code| format!("`{}`", code.code)).collect();
    json!({"description": names.join(", "), "content": content(codes.last().copied())})
}

/// The content of an error answer, with this code as its example.
pub(super) fn content(code: Option<ErrorCode>) -> Value {
    let example = ApiError::new(code.unwrap_or(catalogue::INVALID_PARAM)).body("7f0c1d");
    json!({"application/json": {"schema": {"$ref": "#/components/schemas/Error"}, "example": example}})
}

/// The code that the words of an answer begin with, between backticks.
pub(super) fn named_in(description: &str) -> Option<ErrorCode> {
    let name = description.split('`').nth(1)?;
    catalogue::ALL.iter().find(|code| code.code == name).copied()
}
