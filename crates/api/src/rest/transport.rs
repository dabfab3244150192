//! From actix's request to ours, and back: the only file of the layer that knows how requests travel.

use std::sync::{Arc, Mutex};

use actix_web::{
    HttpRequest, HttpResponse,
    body::{BodyStream, BoxBody},
    http::header::{self, HeaderMap, HeaderValue},
    web::{self, Bytes, BytesMut},
};
use futures::StreamExt as _;
use percent_encoding::percent_decode_str;

use super::{
    ApiError,
    catalogue::{self, ErrorCode},
    client::Client,
    compress::compress,
    dispatch::Decided,
    dispatch::Dispatcher,
    headers,
    method::Method,
    php_query::PhpArray,
    request::{RequestHeaders, RestRequest},
    response::StreamedBody,
    upload::{self, RawUpload},
};
use crate::docs;

/// The longest path with its query.
const URL_LIMIT: usize = 16_384;
/// The longest headers, names and values.
const HEADERS_LIMIT: usize = 32_768;
/// What is read of a body that is too long, so that its sender gets to read the answer.
pub(super) const DRAINED: usize = 16_000_000;

/// Answers everything that no other service of the app answers.
pub async fn entry(http: HttpRequest, payload: web::Payload, dispatcher: web::Data<Dispatcher>) -> HttpResponse {
    let app = dispatcher.state();
    let mut query = PhpArray::parse(http.query_string().as_bytes());
    let Some(path) = rest_path(http.path(), &mut query) else {
        return outside(&http, &dispatcher);
    };
    let client = Client::of(&http, &app.settings);
    let headers = read_headers(&http, &client);
    let id = request_id(http.headers(), &dispatcher);
    let sent = Method::from_name(http.method().as_str());
    let wanted = query.text("_method").map(str::to_owned);
    let wanted = wanted.or_else(|| Some(http.headers().get("x-http-method-override")?.to_str().ok()?.to_owned()));
    let method = wanted.as_deref().map_or(sent, Method::from_name);
    let limit = if path.ends_with("/batch") || path.starts_with("/batch/") {
        app.settings.batch_body_limit
    } else {
        app.settings.body_limit
    };
    let uploads = upload::is_multipart(http.headers()) && method.is_some_and(|it| dispatcher.takes_upload(&path, it));
    let (body, upload) = if uploads {
        (Ok(Bytes::new()), Some(RawUpload::begin(payload, http.headers(), app.settings.body_timeout)))
    } else {
        let body = read_body(payload, http.headers(), limit);
        let body = tokio::time::timeout(app.settings.body_timeout, body).await;
        (body.unwrap_or_else(|_| Err(catalogue::BODY_TIMEOUT.into())), None)
    };
    let (body, fault) = match (body, method) {
        _ if let Some(code) = oversized(&http) => (Bytes::new(), Some(code.into())),
        (Err(error), _) => (Bytes::new(), Some(error)),
        (Ok(body), Some(_)) => (body, None),
        (Ok(body), None) => (body, Some(catalogue::NO_ROUTE.into())),
    };
    let mut request = RestRequest::new(method.unwrap_or(Method::Get), path, query, &body, headers, id);
    request.upload = Mutex::new(upload);
    let decided = match fault {
        None => dispatcher.serve(request).await,
        Some(error) => dispatcher.refuse(request, &error).await,
    };
    let without_body = http.method() == actix_web::http::Method::HEAD || decided.request.method == Method::Head;
    write(&decided, &http, without_body, &dispatcher)
}

/// What is too long about the head of a request.
fn oversized(http: &HttpRequest) -> Option<ErrorCode> {
    let url = http.uri().path_and_query().map_or(0, |url| url.as_str().len());
    if url > URL_LIMIT {
        return Some(catalogue::URL_TOO_LONG);
    }
    let size: usize = http.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    (size > HEADERS_LIMIT).then_some(catalogue::HEADERS_TOO_LARGE)
}

fn write(decided: &Decided, http: &HttpRequest, without_body: bool, dispatcher: &Dispatcher) -> HttpResponse {
    let Decided { request, response, allow, rate } = decided;
    let mut answer = HttpResponse::new(response.status);
    headers::write(answer.headers_mut(), response, request, allow.as_deref(), dispatcher.state());
    let pieces = response.stream.as_ref().filter(|_| !without_body).and_then(StreamedBody::take);
    let mut answer = if let Some(pieces) = pieces {
        answer.set_body(BoxBody::new(BodyStream::new(pieces)))
    } else {
        let body = if without_body { Bytes::new() } else { response.body.clone() };
        let body = compress(body, http.headers().get(header::ACCEPT_ENCODING), answer.headers_mut());
        answer.set_body(BoxBody::new(body))
    };
    if let Some(rate) = rate {
        rate.write(answer.headers_mut(), dispatcher.state());
    }
    answer
}

/// A page that is not part of the API: it tells where the API is.
fn outside(http: &HttpRequest, dispatcher: &Dispatcher) -> HttpResponse {
    if matches!(http.path(), "/docs" | "/docs/") {
        return reference(http, dispatcher);
    }
    let found = http.path() == "/";
    let mut answer = if found { HttpResponse::Ok() } else { HttpResponse::NotFound() };
    answer.insert_header((header::LINK, dispatcher.state().root_link.clone()));
    answer.insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"));
    let root = dispatcher.state().url("/");
    let site = dispatcher.state().settings.public_url.trim_end_matches('/');
    let about = format!("The API is at {root}, its reference at {site}/docs\n");
    answer.body(if found { about } else { "There is nothing here.\n".to_owned() })
}

/// The API's reference for people.
fn reference(http: &HttpRequest, dispatcher: &Dispatcher) -> HttpResponse {
    let mut answer = HttpResponse::Ok()
        .insert_header((header::LINK, dispatcher.state().root_link.clone()))
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, docs::POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .finish();
    let accepted = http.headers().get(header::ACCEPT_ENCODING);
    let page = compress(dispatcher.state().directory.docs(), accepted, answer.headers_mut());
    answer.set_body(BoxBody::new(page))
}

/// The path below `/wp-json`, decoded, without a slash at its end; `None` outside it.
fn rest_path(path: &str, query: &mut PhpArray) -> Option<String> {
    if path == "/" || path == "/index.php" {
        let route = query.text("rest_route").filter(|route| !route.is_empty())?.to_owned();
        query.remove("rest_route");
        return Some(trimmed(&route).to_owned());
    }
    let path = path.strip_prefix("/index.php").unwrap_or(path);
    let below = path.strip_prefix("/wp-json").filter(|below| below.is_empty() || below.starts_with('/'))?;
    Some(trimmed(&percent_decode_str(below).decode_utf8_lossy()).to_owned())
}

fn trimmed(path: &str) -> &str {
    path.strip_suffix('/').unwrap_or(path)
}

async fn read_body(mut payload: web::Payload, headers: &HeaderMap, limit: usize) -> Result<Bytes, ApiError> {
    let too_large = || ApiError::new(catalogue::BODY_TOO_LARGE).with("limit", limit);
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > DRAINED) {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    let mut total = 0_usize;
    while let Some(chunk) = payload.next().await {
        let Ok(chunk) = chunk else {
            return Err(catalogue::BODY_UNREADABLE.into());
        };
        total = total.saturating_add(chunk.len());
        if total > DRAINED {
            return Err(too_large());
        }
        if total <= limit {
            body.extend_from_slice(&chunk);
        }
    }
    if total > limit { Err(too_large()) } else { Ok(body.freeze()) }
}

fn read_headers(http: &HttpRequest, client: &Client) -> RequestHeaders {
    let map = http.headers();
    let one = |name: header::HeaderName| map.get(name).cloned();
    RequestHeaders {
        authorization: one(header::AUTHORIZATION),
        api_key: one(header::HeaderName::from_static("x-api-key")),
        host: one(header::HOST),
        transport_method: http.method().clone(),
        uri: http.uri().clone(),
        form: None,
        content_type: one(header::CONTENT_TYPE),
        if_match: one(header::IF_MATCH),
        if_none_match: one(header::IF_NONE_MATCH),
        idempotency_key: one(header::HeaderName::from_static("idempotency-key")),
        user_agent: one(header::USER_AGENT),
        webhook_topic: one(header::HeaderName::from_static("x-wc-webhook-topic")),
        webhook_signature: one(header::HeaderName::from_static("x-wc-webhook-signature")),
        origin: one(header::ORIGIN),
        client: client.address,
        confidential: client.confidential,
    }
}

/// The caller's own id for the request when it is a plain one, or a new one.
fn request_id(map: &HeaderMap, dispatcher: &Dispatcher) -> Arc<str> {
    let plain = |text: &&str| {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        (8..=64).contains(&text.len()) && text.bytes().all(known)
    };
    let given = map.get("x-request-id").and_then(|value: &HeaderValue| value.to_str().ok()).filter(plain);
    given.map_or_else(|| dispatcher.state().random.uuid().simple().to_string().into(), Arc::from)
}

#[cfg(test)]
mod tests {
    use super::{PhpArray, rest_path};

    fn path(path: &str, query: &str) -> Option<String> {
        rest_path(path, &mut PhpArray::parse(query.as_bytes()))
    }

    #[test]
    fn the_api_has_three_addresses() {
        for (url, query) in [
            ("/wp-json/growffinity/v1/customers", ""),
            ("/wp-json/growffinity/v1/customers/", ""),
            ("/index.php/wp-json/growffinity/v1/customers", ""),
            ("/", "rest_route=/growffinity/v1/customers/"),
        ] {
            assert_eq!(path(url, query).as_deref(), Some("/growffinity/v1/customers"), "{url}?{query}");
        }
        assert_eq!(path("/wp-json", "").as_deref(), Some(""));
        assert_eq!(path("/wp-json/", "").as_deref(), Some(""));
        assert_eq!(path("/", "rest_route=/").as_deref(), Some(""));
        assert_eq!(path("/wp-jsonx", ""), None);
        assert_eq!(path("/", ""), None);
    }
}
