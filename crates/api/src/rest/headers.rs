//! The headers that every answer has.

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use super::{request::RestRequest, response::RestResponse};
use crate::state::State;

const EXPOSED: &str = "X-WP-Total, X-WP-TotalPages, Link, ETag, Location, Retry-After, RateLimit, RateLimit-Policy, \
    RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, X-Request-Id, \
    Idempotency-Replayed";
const ACCEPTED: &str = "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type, If-Match, \
    If-None-Match, Idempotency-Key, X-API-Key, X-HTTP-Method-Override";
const METHODS: &str = "OPTIONS, GET, POST, PUT, PATCH, DELETE";
const CHALLENGE: &str = "Basic realm=\"Growffinity\", charset=\"UTF-8\"";

/// Writes the headers of `response` to `request` into `headers`.
pub fn write(
    headers: &mut HeaderMap,
    response: &RestResponse,
    request: &RestRequest,
    allow: Option<&str>,
    app: &State,
) {
    let fixed = |text: &'static str| HeaderValue::from_static(text);
    headers.insert(header::CONTENT_TYPE, fixed("application/json; charset=UTF-8"));
    headers.insert(HeaderName::from_static("x-robots-tag"), fixed("noindex"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
    headers.insert(header::LINK, app.root_link.clone());
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, fixed(EXPOSED));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, fixed(ACCEPTED));
    if let Some(allow) = allow.and_then(|allow| HeaderValue::from_str(allow).ok()) {
        headers.insert(header::ALLOW, allow);
    }
    if response.cacheable {
        headers.insert(header::CACHE_CONTROL, fixed("private, no-cache"));
    } else if request.principal.is_some() || response.is_error {
        headers.insert(header::CACHE_CONTROL, fixed("no-cache, must-revalidate, max-age=0, no-store, private"));
        headers.insert(header::EXPIRES, fixed("Wed, 11 Jan 1984 05:00:00 GMT"));
    }
    write_cors(headers, request, app);
    if response.status.as_u16() == 401 {
        headers.insert(header::WWW_AUTHENTICATE, fixed(CHALLENGE));
    }
    for (name, value) in &response.headers {
        headers.insert(name.clone(), value.clone());
    }
    if let Ok(id) = HeaderValue::from_str(&request.request_id) {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
}

fn write_cors(headers: &mut HeaderMap, request: &RestRequest, app: &State) {
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = &request.headers.origin else {
        return;
    };
    let known = |allowed: &String| allowed == "*" || allowed.as_bytes() == origin.as_bytes();
    if app.settings.cors_origins.iter().any(known) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    }
}
