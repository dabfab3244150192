//! What is wrong with the parameters of a request, all of it, in WordPress's words.

use serde_json::{Map, Value, json};

use super::At;
use crate::rest::{
    catalogue::{self, ErrorCode},
    error::ApiError,
};

/// One wrong parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Where it stands.
    pub param: String,
    /// WordPress's detail code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Further data of the detail.
    pub data: Value,
    /// Whether it stands in `data.faults` too, as those inside conditions, steps and content do.
    pub listed: bool,
}

impl Fault {
    /// A fault with words of its own.
    pub fn new(at: &At<'_>, code: &'static str, message: impl Into<String>) -> Self {
        Self { param: at.to_string(), code, message: message.into(), data: Value::Null, listed: false }
    }

    /// A fault that the domain found at a dotted path.
    pub const fn listed(param: String, code: &'static str, message: String) -> Self {
        Self { param, code, message, data: Value::Null, listed: true }
    }

    /// Not of the JSON type `wanted` (`integer`, `string,null`).
    pub fn wrong_type(at: &At<'_>, wanted: &str) -> Self {
        let param = at.to_string();
        let message = format!("{param} is not of type {wanted}.");
        Self { data: json!({"param": param}), param, code: "rest_invalid_type", message, listed: false }
    }

    /// Not within these bounds, which are both allowed.
    pub fn out_of_bounds(at: &At<'_>, least: Option<i64>, most: Option<i64>) -> Self {
        let message = match (least, most) {
            (Some(least), Some(most)) => format!("{at} must be between {least} (inclusive) and {most} (inclusive)"),
            (Some(least), None) => format!("{at} must be greater than or equal to {least}"),
            (None, Some(most)) => format!("{at} must be less than or equal to {most}"),
            (None, None) => format!("{at} is out of bounds"),
        };
        Self::new(at, "rest_out_of_bounds", message)
    }

    /// None of `names`.
    pub fn not_in_enum(at: &At<'_>, names: &[&str]) -> Self {
        let message = match names {
            [] => format!("{at} is not valid."),
            [only] => format!("{at} is not a {only}."),
            [one, two] => format!("{at} is not one of {one} and {two}."),
            [first @ .., last] => format!("{at} is not one of {}, and {last}.", first.join(", ")),
        };
        Self::new(at, "rest_not_in_enum", message)
    }

    /// Text with fewer characters than `least`.
    pub fn too_short(at: &At<'_>, least: usize) -> Self {
        let message = format!("{at} must be at least {least} character{} long.", plural(least));
        Self::new(at, "rest_too_short", message)
    }

    /// Text with more characters than `most`.
    pub fn too_long(at: &At<'_>, most: usize) -> Self {
        Self::new(at, "rest_too_long", format!("{at} must be at most {most} character{} long.", plural(most)))
    }

    /// A list with more items than `most`.
    pub fn too_many_items(at: &At<'_>, most: usize) -> Self {
        Self::new(at, "rest_too_many_items", format!("{at} must contain at most {most} item{}.", plural(most)))
    }

    /// A member is absent from an object.
    pub fn member_required(at: &At<'_>, member: &str) -> Self {
        Self::new(at, "rest_property_required", format!("{member} is a required property of {at}."))
    }
}

const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// All that is wrong with one request.
#[derive(Debug, Default)]
pub struct Faults {
    missing: Vec<&'static str>,
    invalid: Vec<Fault>,
}

impl Faults {
    /// A required parameter is absent.
    pub fn missing(&mut self, name: &'static str) {
        self.missing.push(name);
    }

    /// A parameter is wrong.
    pub fn invalid(&mut self, fault: Fault) {
        self.invalid.push(fault);
    }

    /// Each by itself, absent parameters first.
    pub fn into_list(self) -> Vec<Fault> {
        let missing = self.missing.into_iter().map(|name| Fault {
            param: name.to_owned(),
            code: "rest_missing_callback_param",
            message: format!("Missing parameter(s): {name}"),
            data: Value::Null,
            listed: false,
        });
        missing.chain(self.invalid).collect()
    }

    /// The answer, if anything is wrong.
    pub fn into_error(self) -> Option<ApiError> {
        let missing = (!self.missing.is_empty()).then(|| {
            ApiError::new(catalogue::MISSING_PARAM)
                .saying(format!("Missing parameter(s): {}", self.missing.join(", ")))
                .with("params", self.missing)
        });
        let invalid = invalid_params(self.invalid);
        match (missing, invalid) {
            (Some(missing), Some(invalid)) => Some(missing.and(invalid)),
            (one, other) => one.or(other),
        }
    }
}

fn invalid_params(faults: Vec<Fault>) -> Option<ApiError> {
    // WordPress notices this one by itself, once all parameters are good, and gives it a code of its own.
    if let [Fault { code: "rest_orderby_include_missing_include", .. }] = faults.as_slice() {
        return Some(ApiError::faulty(catalogue::ORDERBY_INCLUDE, faults));
    }
    let names: Vec<&str> = faults.iter().map(|fault| fault.param.as_str()).collect();
    let words = format!("Invalid parameter(s): {}", names.join(", "));
    let empty = faults.is_empty();
    (!empty).then(|| ApiError::faulty(catalogue::INVALID_PARAM, faults).saying(words))
}

impl ApiError {
    /// The answer to one wrong parameter.
    pub fn invalid_param(fault: Fault) -> Self {
        invalid_params(vec![fault]).unwrap_or_else(|| catalogue::INVALID_PARAM.into())
    }

    /// The answer to these wrong parameters.
    pub fn invalid_params(faults: Vec<Fault>) -> Self {
        invalid_params(faults).unwrap_or_else(|| catalogue::INVALID_PARAM.into())
    }

    /// An error of `code` that tells these faults.
    pub fn faulty(code: ErrorCode, faults: Vec<Fault>) -> Self {
        let mut params = Map::new();
        let mut details = Map::new();
        let mut listed = Vec::new();
        for Fault { param, code, message, data, listed: list } in faults {
            if list {
                listed.push(json!({"path": param, "code": code, "message": message}));
            }
            if !params.contains_key(&param) {
                details.insert(param.clone(), json!({"code": code, "message": message, "data": data}));
                params.insert(param, Value::String(message));
            }
        }
        let error = Self::new(code).with("params", params).with("details", details);
        if listed.is_empty() { error } else { error.with("faults", listed) }
    }
}
