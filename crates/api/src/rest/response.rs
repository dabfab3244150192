//! An answer before it is put on the wire.

use std::{
    fmt, io,
    sync::{Arc, Mutex},
};

use actix_web::{
    http::{
        StatusCode,
        header::{HeaderName, HeaderValue},
    },
    web::Bytes,
};
use futures::{Stream, StreamExt as _, stream::BoxStream};
use serde::Serialize;

use super::ApiError;

/// An answer: status, headers of its own, body.
#[derive(Debug, Clone)]
pub struct RestResponse {
    /// The status.
    pub status: StatusCode,
    /// Headers besides those that every answer has.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// JSON; nothing for 304.
    pub body: Bytes,
    /// Whether it may be kept by the caller and asked for again (`no-cache`) rather than not kept at all (`no-store`).
    pub cacheable: bool,
    /// Whether `_fields` leaves it alone.
    pub is_error: bool,
    /// For the log, when the server is to blame.
    pub cause: Option<String>,
    /// A body that is made while it is sent, in place of `body`.
    pub stream: Option<StreamedBody>,
}

/// A body that is made while it is sent. The first who asks gets it.
#[derive(Clone)]
pub struct StreamedBody(Arc<Mutex<Option<Pieces>>>);

type Pieces = BoxStream<'static, io::Result<Bytes>>;

impl StreamedBody {
    /// The body that these pieces make.
    pub fn new(pieces: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Some(pieces.boxed()))))
    }

    /// Its pieces.
    pub fn take(&self) -> Option<Pieces> {
        self.0.lock().ok()?.take()
    }
}

impl fmt::Debug for StreamedBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamedBody")
    }
}

impl RestResponse {
    /// This value as JSON.
    ///
    /// # Errors
    /// When it can't be written as JSON.
    pub fn json(status: StatusCode, value: &impl Serialize) -> Result<Self, ApiError> {
        let body = serde_json::to_vec(value).map_err(ApiError::internal)?;
        Ok(Self::bytes(status, body.into()))
    }

    /// These bytes of JSON.
    pub const fn bytes(status: StatusCode, body: Bytes) -> Self {
        Self { status, headers: Vec::new(), body, cacheable: false, is_error: false, cause: None, stream: None }
    }

    /// The answer to an error.
    pub fn error(error: &ApiError, request_id: &str) -> Self {
        let status = StatusCode::from_u16(error.code().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = error.body(request_id).to_string().into_bytes();
        let mut response = Self::bytes(status, body.into());
        response.headers.extend_from_slice(error.headers());
        response.is_error = true;
        response.cause = error.cause_chain();
        response
    }

    /// Adds a header, when its value is one.
    pub fn push_header(&mut self, name: &'static str, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((HeaderName::from_static(name), value));
        }
    }
}
