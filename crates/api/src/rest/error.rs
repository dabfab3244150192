//! An error as an answer: WordPress's body `{"code","message","data":{"status"}}`.

use std::{borrow::Cow, error::Error, fmt};

use actix_web::http::header::{self, HeaderName, HeaderValue};
use growffinity_kernel::{StoreError, StoreErrorKind};
use serde_json::{Map, Value, json};

use super::catalogue::{self, ErrorCode};

/// What a caller is told, and what only the log is told.
#[derive(Debug)]
pub struct ApiError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: ErrorCode,
    message: Cow<'static, str>,
    data: Map<String, Value>,
    additional: Vec<ApiError>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl ApiError {
    /// The error of this code in the catalogue's words.
    pub fn new(code: ErrorCode) -> Self {
        let headers = Vec::new();
        let message = Cow::Borrowed(code.message);
        Self(Box::new(Inner { code, message, data: Map::new(), additional: Vec::new(), headers, cause: None }))
    }

    /// The same in other words.
    #[must_use]
    pub fn saying(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.0.message = message.into();
        self
    }

    /// The same with one more member of `data`.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.data.insert(name.to_owned(), value.into());
        self
    }

    /// The same with one more header on the answer.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// The same, followed by another in `additional_errors`.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.additional.push(other);
        self
    }

    /// Something failed that the caller can do nothing about; `cause` goes to the log alone.
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let mut error = Self::new(catalogue::INTERNAL);
        error.0.cause = Some(cause.into());
        error
    }

    /// The code.
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// The message.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Members of `data` besides the status.
    pub fn data(&self) -> &Map<String, Value> {
        &self.0.data
    }

    /// Headers of the answer.
    pub fn headers(&self) -> &[(HeaderName, HeaderValue)] {
        &self.0.headers
    }

    /// What happened, for the log: the chain of causes in one line.
    pub fn cause_chain(&self) -> Option<String> {
        let first: &(dyn Error + 'static) = self.0.cause.as_deref()?;
        let mut chain = first.to_string();
        let mut next = first.source();
        while let Some(cause) = next {
            chain.push_str(": ");
            chain.push_str(&cause.to_string());
            next = cause.source();
        }
        Some(chain)
    }

    /// The body. `request_id` is told when the server is to blame, so that the log entry can be found.
    pub fn body(&self, request_id: &str) -> Value {
        let mut body = self.part();
        if self.0.code.status >= 500
            && let Some(Value::Object(data)) = body.get_mut("data")
        {
            data.insert("request_id".to_owned(), Value::from(request_id));
        }
        if let (Value::Object(members), false) = (&mut body, self.0.additional.is_empty()) {
            let others = self.0.additional.iter().map(Self::part).collect();
            members.insert("additional_errors".to_owned(), Value::Array(others));
        }
        body
    }

    fn part(&self) -> Value {
        let mut data = self.0.data.clone();
        data.insert("status".to_owned(), Value::from(self.0.code.status));
        json!({"code": self.0.code.code, "message": self.0.message, "data": data})
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code.code, self.0.message)
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let mut answer = match error.kind() {
            StoreErrorKind::Unavailable => {
                Self::new(catalogue::UNAVAILABLE).header(header::RETRY_AFTER, HeaderValue::from_static("2"))
            }
            StoreErrorKind::Inconsistent | StoreErrorKind::Unexpected => Self::new(catalogue::INTERNAL),
        };
        answer.0.cause = Some(Box::new(error));
        answer
    }
}

#[cfg(test)]
mod tests {
    use growffinity_kernel::StoreError;
    use serde_json::json;

    use super::ApiError;
    use crate::rest::catalogue;

    #[test]
    fn a_caller_sees_the_request_id_and_the_log_the_chain() {
        let error = ApiError::from(StoreError::unexpected("column \"secret\" is gone"));
        let body = error.body("r-1");
        assert_eq!(body["data"], json!({"status": 500, "request_id": "r-1"}));
        assert!(!body.to_string().contains("secret"));
        assert!(error.cause_chain().unwrap().contains("secret"));
    }

    #[test]
    fn several_errors_come_in_one_answer() {
        let error = ApiError::new(catalogue::MISSING_PARAM).and(catalogue::INVALID_PARAM.into());
        assert_eq!(error.body("")["additional_errors"][0]["code"], "rest_invalid_param");
    }
}
