//! Bodies: JSON and forms, as WordPress tells them apart.

use actix_web::http::header::HeaderValue;
use serde_json::{Map, Value};

use super::{ApiError, catalogue, php_query::PhpArray};

/// A body, read.
#[derive(Debug, PartialEq)]
pub enum ParsedBody {
    /// None, or none that has named members.
    Empty,
    /// Named members.
    Members(Map<String, Value>),
    /// It says it is JSON and is not: PHP's code and words for what is wrong.
    Broken(u8, &'static str),
}

impl ParsedBody {
    /// Reads `bytes` as what `content_type` says they are. Text that does not say it is JSON is not read.
    pub fn read(content_type: Option<&HeaderValue>, bytes: &[u8]) -> Self {
        if bytes.is_empty() {
            return Self::Empty;
        }
        if is_json(media_type(content_type)) {
            read_json(bytes)
        } else if Self::is_form(content_type) {
            Self::Members(PhpArray::parse(bytes).to_map())
        } else {
            Self::Empty
        }
    }

    /// Whether `content_type` says that a body is a form.
    pub fn is_form(content_type: Option<&HeaderValue>) -> bool {
        media_type(content_type).eq_ignore_ascii_case("application/x-www-form-urlencoded")
    }

    /// The named members, if there are any.
    ///
    /// # Errors
    /// When the body is broken JSON.
    pub fn members(&self) -> Result<Option<&Map<String, Value>>, ApiError> {
        match self {
            Self::Empty => Ok(None),
            Self::Members(members) => Ok(Some(members)),
            Self::Broken(code, words) => {
                let error = ApiError::new(catalogue::INVALID_JSON);
                Err(error.with("json_error_code", *code).with("json_error_message", *words))
            }
        }
    }
}

fn media_type(content_type: Option<&HeaderValue>) -> &str {
    let text = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.split(';').next().unwrap_or_default().trim()
}

fn is_json(media_type: &str) -> bool {
    let lower = media_type.to_ascii_lowercase();
    let subtype = lower.strip_prefix("application/");
    subtype.is_some_and(|subtype| subtype == "json" || (subtype.ends_with("+json") && subtype.len() > 5))
}

fn read_json(bytes: &[u8]) -> ParsedBody {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return ParsedBody::Broken(5, "Malformed UTF-8 characters, possibly incorrectly encoded");
    };
    match serde_json::from_str(text) {
        Ok(Value::Object(members)) => ParsedBody::Members(members),
        Ok(_) => ParsedBody::Empty,
        Err(error) if error.to_string().contains("recursion limit") => {
            ParsedBody::Broken(1, "Maximum stack depth exceeded")
        }
        Err(_) => ParsedBody::Broken(4, "Syntax error"),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use serde_json::json;

    use super::ParsedBody;

    fn read(content_type: &'static str, body: &str) -> ParsedBody {
        ParsedBody::read(Some(&HeaderValue::from_static(content_type)), body.as_bytes())
    }

    #[test]
    fn json_is_read_when_it_says_so() {
        let members = json!({"a": 1}).as_object().unwrap().clone();
        for json_type in ["application/json", "application/json; charset=utf-8", "Application/vnd.x+JSON"] {
            assert_eq!(read(json_type, r#"{"a":1}"#), ParsedBody::Members(members.clone()), "{json_type}");
        }
        assert_eq!(read("text/plain", r#"{"a":1}"#), ParsedBody::Empty);
        assert_eq!(read("application/json", ""), ParsedBody::Empty);
        assert_eq!(read("application/json", "[1]"), ParsedBody::Empty);
        assert_eq!(read("application/json", "{\"a\":"), ParsedBody::Broken(4, "Syntax error"));
        assert!(matches!(read("application/json", &"[".repeat(10_000)), ParsedBody::Broken(1, _)));
    }

    #[test]
    fn forms_are_read_as_php_does() {
        let expected = json!({"a": ["1", "2"], "b": {"c": "d"}}).as_object().unwrap().clone();
        let form = read("application/x-www-form-urlencoded", "a[]=1&a[]=2&b[c]=d");
        assert_eq!(form, ParsedBody::Members(expected));
    }
}
