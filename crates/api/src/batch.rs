//! `POST /wp-json/batch/v1`: many writes in one request, as WordPress does it.

use std::sync::Arc;

use actix_web::{
    http::{StatusCode, header::HeaderValue},
    web::Bytes,
};
use futures::{StreamExt as _, stream};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::{
    rest::{
        ApiError, App, Body, Report, catalogue,
        dispatch::shown_headers,
        extract::Context,
        method::Method,
        params::{Choice, FromParams, JsonMap, Name, Reader, Word},
        php_query::PhpArray,
        request::{RequestHeaders, RestRequest},
        response::RestResponse,
        route::Route,
    },
    v1::NAMESPACE,
};

/// The routes of batches, with their whole path below `/wp-json`.
pub fn routes() -> Vec<Route> {
    vec![Route::new::<Docs, _, _>(batch)]
}

/// The most requests in one batch.
const MOST: usize = 25;
const METHODS: [Method; 4] = [Method::Post, Method::Put, Method::Patch, Method::Delete];
const VALIDATIONS: &[(&str, bool)] = &[("normal", false), ("require-all-validate", true)];

/// Requests, and whether one that can't be read stops all.
pub struct BatchBody {
    requests: Vec<Inside>,
    all_or_none: bool,
}

struct Inside {
    method: Method,
    path: String,
    body: Map<String, Value>,
}

impl FromParams for BatchBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let validation = reader.field("validation", Word(VALIDATIONS)).about("Whether one fault stops all requests.");
        let all_or_none = validation.or(false);
        if !reader.describing() && reader.lookup("requests").is_none() {
            reader.missing("requests");
        }
        let requests = reader.objects("requests", MOST, |reader| {
            let method = reader.field("method", Choice { all: &METHODS, name: Method::as_str }).or(Method::Post);
            let path = reader.field("path", Name(4_000)).about("Below /wp-json, with a query string.").required();
            let body = reader.field("body", JsonMap).optional().unwrap_or_default();
            Some(Inside { method, path: path?, body })
        });
        Some(Self { requests: requests?, all_or_none })
    }
}

/// What came of each request, in order.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"responses": [{"body": {"id": 1}, "status": 201, "headers": {"Location": "…"}}]}))]
pub struct BatchView {
    /// `validation` when a fault stopped all requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<&'static str>,
    #[schema(value_type = Vec<Object>)]
    responses: Vec<Value>,
}

/// The documentation of [`batch`].
pub struct Docs;

/// Make several writes in one request.
///
/// They are done in order, each for itself: one that fails stops no other. It is not a transaction.
#[utoipa::path(post, path = "/batch/v1", impl_for = Docs, tag = "Batch",
    responses((status = 207, description = "What came of each request.", body = BatchView)))]
pub async fn batch(context: Context, Body(batch): Body<BatchBody>, app: App) -> Result<Report<BatchView>, ApiError> {
    let mut requests: Vec<Result<RestRequest, ApiError>> =
        batch.requests.into_iter().map(|inside| request(inside, &context)).collect();
    if batch.all_or_none {
        let faults: Vec<Option<ApiError>> = requests.iter_mut().map(|one| fault(one, &app)).collect();
        if faults.iter().any(Option::is_some) {
            let told =
                |error: Option<ApiError>| error.map_or(Value::Null, |error| refused(&error, &context.request_id));
            let responses = faults.into_iter().map(told).collect();
            return Ok(Report(StatusCode::MULTI_STATUS, BatchView { failed: Some("validation"), responses }));
        }
    }
    let answers = stream::iter(requests).then(async |one| match one {
        Ok(request) => match app.answer_inside(request).await {
            Some(decided) => answered(&decided.response, decided.allow.as_deref()),
            None => refused(&catalogue::UNAVAILABLE.into(), &context.request_id),
        },
        Err(error) => refused(&error, &context.request_id),
    });
    Ok(Report(StatusCode::MULTI_STATUS, BatchView { failed: None, responses: answers.collect().await }))
}

/// The request, for the caller of the batch.
fn request(inside: Inside, outer: &Context) -> Result<RestRequest, ApiError> {
    let (path, query) = inside.path.split_once('?').unwrap_or((&inside.path, ""));
    if !path.starts_with('/') {
        return Err(catalogue::PARSE_PATH_FAILED.into());
    }
    let prefix = path.get(..=NAMESPACE.len()).unwrap_or_default();
    if !prefix.eq_ignore_ascii_case(&format!("/{NAMESPACE}"))
        || path.to_ascii_lowercase().trim_end_matches('/').ends_with("/batch")
    {
        return Err(catalogue::BATCH_NOT_ALLOWED.into());
    }
    let path = path.strip_suffix('/').unwrap_or(path).to_owned();
    let body = Bytes::from(Value::Object(inside.body).to_string());
    let content_type = Some(HeaderValue::from_static("application/json"));
    let headers = RequestHeaders {
        content_type,
        client: outer.client,
        user_agent: outer.user_agent.clone(),
        ..RequestHeaders::default()
    };
    let query = PhpArray::parse(query.as_bytes());
    let mut request = RestRequest::new(inside.method, path, query, &body, headers, Arc::clone(&outer.request_id));
    request.principal.clone_from(&outer.principal);
    Ok(request)
}

fn fault(request: &mut Result<RestRequest, ApiError>, app: &App) -> Option<ApiError> {
    match request {
        Ok(request) => app.check_inside(request).err(),
        Err(error) => Some(ApiError::new(error.code())),
    }
}

fn answered(response: &RestResponse, allow: Option<&str>) -> Value {
    let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    json!({"body": body, "status": response.status.as_u16(), "headers": shown_headers(response, allow)})
}

fn refused(error: &ApiError, request_id: &str) -> Value {
    answered(&RestResponse::error(error, request_id), None)
}
