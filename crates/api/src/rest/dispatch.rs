//! Decides one request, in WordPress's order: credentials, OPTIONS, route, the handler, the shape of the answer.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use actix_web::http::{StatusCode, header};
use futures::FutureExt as _;
use serde_json::{Map, Value, json};
use tracing::Instrument as _;

use super::{
    ApiError, audit,
    authenticate::{Admission, admit},
    catalogue,
    context::{self, Context, Contexts},
    embed::{Rels, embed},
    fields::FieldSet,
    idempotency,
    logins::RefusedLogin,
    method::Method,
    rates::{self, Rate},
    record::Record,
    request::RestRequest,
    response::RestResponse,
    route::Route,
    table::{Place, Table},
};
use crate::{state::State, v1::customers::moved};

/// The routes and what they share.
pub struct Dispatcher {
    table: Table,
    state: Arc<State>,
}

/// An answer, with what the standing headers and the log need to know.
pub struct Decided {
    /// The request, now with its caller.
    pub request: Arc<RestRequest>,
    /// The answer.
    pub response: RestResponse,
    /// What this caller may do at this path.
    pub allow: Option<String>,
    /// What the request was counted by; `None` for one that is part of another.
    pub rate: Option<Rate>,
}

impl Dispatcher {
    /// A dispatcher of `table`.
    pub const fn new(table: Table, state: Arc<State>) -> Self {
        Self { table, state }
    }

    /// Whether what answers `method` at `path` takes its body as it comes.
    pub fn takes_upload(&self, path: &str, method: Method) -> bool {
        let place = self.table.find(path).map(|(place, _)| place);
        place.and_then(|place| place.route(method)).is_some_and(|route| route.description.takes_upload)
    }

    /// What all requests share.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Answers a request, counts it, and writes it to the log.
    pub async fn serve(&self, request: RestRequest) -> Decided {
        let record = Record::begin(&request, self.table.find(&request.path).map(|(place, _)| place));
        let span = record.span.clone();
        let decided = self.decide(request).instrument(span).await;
        record.end(&decided.response);
        decided
    }

    /// Answers a request that could not be read with this error; counts and logs it as well.
    pub async fn refuse(&self, request: RestRequest, error: &ApiError) -> Decided {
        let record = Record::begin(&request, self.table.find(&request.path).map(|(place, _)| place));
        let decided = match rates::count(None, request.headers.client, &self.state).await {
            Ok(rate) => {
                let too_soon = rate.as_ref().and_then(Rate::refusal);
                Decided { rate, ..self.refused(request, too_soon.as_ref().unwrap_or(error), None).await }
            }
            Err(failed) => self.refused(request, &failed, None).await,
        };
        record.end(&decided.response);
        decided
    }

    async fn decide(&self, mut request: RestRequest) -> Decided {
        let unmetered = self.table.find(&request.path).and_then(|(place, _)| place.route(request.method));
        let admission = match unmetered.filter(|route| route.description.unmetered) {
            Some(_) => Admission { caller: Ok(None), rate: None, refused_login: None },
            None => admit(&request, &self.state).await,
        };
        if let Some(RefusedLogin { user }) = admission.refused_login {
            audit::refused_login(&request, user, &self.state).await;
        }
        let decided = match admission.caller {
            Ok(principal) => {
                request.principal = principal.map(Arc::new);
                self.decide_inside(request).await
            }
            Err(error) => self.refused(request, &error, None).await,
        };
        Decided { rate: admission.rate, ..decided }
    }

    /// Looks whether a request can be read, and does nothing.
    ///
    /// # Errors
    /// What it would be answered with before its handler runs.
    pub fn check(&self, request: &mut RestRequest) -> Result<(), ApiError> {
        let (place, values) = self.table.find(&request.path).ok_or(catalogue::NO_ROUTE)?;
        let route = place.route(request.method).ok_or(catalogue::NO_ROUTE)?;
        request.path_values = values;
        route.endpoint.check(request, &self.state)
    }

    /// Decides a request whose caller is known.
    pub async fn decide_inside(&self, mut request: RestRequest) -> Decided {
        let Some((place, values)) = self.table.find(&request.path) else {
            if request.method == Method::Options {
                return self
                    .shaped(Arc::new(request), RestResponse::bytes(StatusCode::OK, "[]".into()), None, None)
                    .await;
            }
            return self.refused(request, &catalogue::NO_ROUTE.into(), None).await;
        };
        let allow = place.allowed(request.principal.as_deref());
        if request.method == Method::Options {
            let body = self.state.directory.options(&place.pattern);
            return self.shaped(Arc::new(request), RestResponse::bytes(StatusCode::OK, body), allow, None).await;
        }
        let Some(route) = place.route(request.method) else {
            return self.refused(request, &catalogue::NO_ROUTE.into(), allow).await;
        };
        if request.has_flag("_jsonp") {
            return self.refused(request, &catalogue::CALLBACK_DISABLED.into(), allow).await;
        }
        request.path_values = values;
        if let Some(error) = self.refused_context(place, route, &request) {
            return self.refused(request, &error, allow).await;
        }
        let request = Arc::new(request);
        let work = self.work(place, route, &request);
        let response = if idempotency::is_keyed(&request) {
            idempotency::once(&request, &self.state, work).await
        } else {
            work.await
        };
        self.shaped(request, response, allow, route.contexts.as_ref()).await
    }

    /// What is wrong with the context asked for, told after all else that is wrong with the request.
    fn refused_context(&self, place: &Place, route: &Route, request: &RestRequest) -> Option<ApiError> {
        route.contexts.as_ref().filter(|_| request.has_flag("context"))?;
        let fault = match context::asked(&request.query_values) {
            Ok(Context::Edit) if !place.editable_by(request.principal.as_deref()) => context::forbidden(),
            Ok(_) => return None,
            Err(fault) => fault,
        };
        Some(route.endpoint.check(request, &self.state).err().unwrap_or(fault))
    }

    /// The answer of `route`, whatever becomes of its handler.
    fn work(&self, place: &Place, route: &Route, request: &Arc<RestRequest>) -> idempotency::Work {
        let (request, state) = (Arc::clone(request), Arc::clone(&self.state));
        let moved_state = Arc::clone(&state);
        let call = catch_unwind(AssertUnwindSafe(|| route.endpoint.call(Arc::clone(&request), state)));
        let asked = Arc::clone(&request);
        let work = async move {
            let answer = match call {
                Ok(call) => AssertUnwindSafe(call).catch_unwind().await,
                Err(panic) => Err(panic),
            };
            let answer = answer.unwrap_or_else(|_| Err(ApiError::internal("a handler panicked")));
            match answer {
                Ok(answer) => answer,
                Err(error) => RestResponse::error(&moved(error, &asked, &moved_state).await, &asked.request_id),
            }
        };
        let work = work.boxed();
        if !request.method.writes() {
            return work;
        }
        audit::told(request, place.pattern.clone(), Arc::clone(&self.state), work).boxed()
    }

    async fn refused(&self, request: RestRequest, error: &ApiError, allow: Option<String>) -> Decided {
        let response = RestResponse::error(error, &request.request_id);
        self.shaped(Arc::new(request), response, allow, None).await
    }

    /// Applies `context`, `_embed`, `_fields`, `_pretty` and `_envelope`, which most requests don't ask for.
    async fn shaped(
        &self,
        request: Arc<RestRequest>,
        mut response: RestResponse,
        allow: Option<String>,
        contexts: Option<&Contexts>,
    ) -> Decided {
        let asked = |name| request.query_values.get(name);
        let context = contexts.filter(|_| !response.is_error).zip(context::asked(&request.query_values).ok());
        let context = context.filter(|(_, context)| *context == Context::Embed);
        let fields = asked("_fields").filter(|_| !response.is_error).and_then(FieldSet::read);
        let rels = asked("_embed").filter(|_| !response.is_error).map(Rels::read);
        let (pretty, envelope) = (request.has_flag("_pretty"), request.has_flag("_envelope"));
        if (context.is_some() || fields.is_some() || rels.is_some() || pretty || envelope)
            && let Ok(mut body) = serde_json::from_slice::<Value>(&response.body)
        {
            if let Some((contexts, context)) = context {
                body = contexts.shown(context, body);
            }
            if let Some(rels) = rels {
                embed(&mut body, &rels, &request, &self.state).await;
            }
            if let Some(fields) = fields {
                body = fields.filter(body);
            }
            if envelope {
                let headers = shown_headers(&response, allow.as_deref());
                body = json!({"body": body, "status": response.status.as_u16(), "headers": headers});
                response.status = StatusCode::OK;
                response.cacheable = false;
                response.headers.retain(|(name, _)| *name != header::ETAG);
            }
            let text = if pretty { serde_json::to_vec_pretty(&body) } else { serde_json::to_vec(&body) };
            response.body = text.map_or_else(|_| response.body.clone(), Into::into);
        }
        Decided { request, response, allow, rate: None }
    }
}

/// The headers that an envelope tells: those of this answer alone.
pub fn shown_headers(response: &RestResponse, allow: Option<&str>) -> Map<String, Value> {
    let name = |name: &str| match name {
        "x-wp-total" => "X-WP-Total".to_owned(),
        "x-wp-totalpages" => "X-WP-TotalPages".to_owned(),
        other => {
            let mut capital = other.to_owned();
            capital.get_mut(..1).map(str::make_ascii_uppercase);
            capital
        }
    };
    let own = response.headers.iter();
    let own = own.filter_map(|(key, value)| Some((name(key.as_str()), Value::from(value.to_str().ok()?))));
    own.chain(allow.map(|allow| ("Allow".to_owned(), Value::from(allow)))).collect()
}
