//! One request as the API sees it, wherever it came from: the network, or another request (a batch).

use std::{
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex},
};

use actix_web::{
    http::{self, Uri, header::HeaderValue},
    web::Bytes,
};
use growffinity_access::Principal;
use serde_json::{Map, Value};

use super::{body::ParsedBody, method::Method, php_query::PhpArray, upload::RawUpload};

/// A request. Its `Debug` form tells nothing of what was sent.
pub struct RestRequest {
    /// The method, after any override.
    pub method: Method,
    /// The path below `/wp-json`, with no slash at its end: `/growffinity/v1/customers/1`, or nothing for the index.
    pub path: String,
    /// The query string.
    pub query: PhpArray,
    /// The same as JSON.
    pub query_values: Map<String, Value>,
    /// The body.
    pub body: ParsedBody,
    /// The same, byte for byte.
    pub raw: Bytes,
    /// The headers that mean something here.
    pub headers: RequestHeaders,
    /// What the log calls this request.
    pub request_id: Arc<str>,
    /// Whose request it is, once known.
    pub principal: Option<Arc<Principal>>,
    /// What the placeholders of the route matched, in order.
    pub path_values: Vec<String>,
    /// A body that is taken as it comes, for routes that ask for one.
    pub upload: Mutex<Option<RawUpload>>,
}

/// Headers that mean something to the API, and where the request came from.
#[derive(Clone, Default)]
pub struct RequestHeaders {
    /// `Authorization`.
    pub authorization: Option<HeaderValue>,
    /// `X-API-Key`.
    pub api_key: Option<HeaderValue>,
    /// `Host`.
    pub host: Option<HeaderValue>,
    /// The method it came by, before any override: that is what signs it.
    pub transport_method: http::Method,
    /// The path and query it came with, as they were typed.
    pub uri: Uri,
    /// The body when it is a form.
    pub form: Option<Bytes>,
    /// `Content-Type`.
    pub content_type: Option<HeaderValue>,
    /// `If-Match`.
    pub if_match: Option<HeaderValue>,
    /// `If-None-Match`.
    pub if_none_match: Option<HeaderValue>,
    /// `Idempotency-Key`.
    pub idempotency_key: Option<HeaderValue>,
    /// `User-Agent`.
    pub user_agent: Option<HeaderValue>,
    /// `X-WC-Webhook-Topic`.
    pub webhook_topic: Option<HeaderValue>,
    /// `X-WC-Webhook-Signature`.
    pub webhook_signature: Option<HeaderValue>,
    /// `Origin`.
    pub origin: Option<HeaderValue>,
    /// The address of the client, seen through trusted proxies.
    pub client: Option<IpAddr>,
    /// Whether nobody on the way could read along, or nobody minds.
    pub confidential: bool,
}

impl fmt::Debug for RestRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RestRequest").field("method", &self.method).field("path", &self.path).finish_non_exhaustive()
    }
}

impl fmt::Debug for RequestHeaders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestHeaders").field("client", &self.client).finish_non_exhaustive()
    }
}

impl RestRequest {
    /// A request with this method, path, query and body, not yet authenticated.
    pub fn new(
        method: Method,
        path: String,
        query: PhpArray,
        body: &Bytes,
        mut headers: RequestHeaders,
        id: Arc<str>,
    ) -> Self {
        headers.form = ParsedBody::is_form(headers.content_type.as_ref()).then(|| body.clone());
        let parsed =
            if method.writes() { ParsedBody::read(headers.content_type.as_ref(), body) } else { ParsedBody::Empty };
        let query_values = query.to_map();
        Self {
            method,
            path,
            query,
            query_values,
            body: parsed,
            raw: body.clone(),
            headers,
            request_id: id,
            principal: None,
            path_values: Vec::new(),
            upload: Mutex::default(),
        }
    }

    /// Whether `name` stands in the query string, with or without a value.
    pub fn has_flag(&self, name: &str) -> bool {
        self.query_values.contains_key(name)
    }
}
