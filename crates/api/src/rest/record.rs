//! What the log and the metrics are told of each request: never what was asked, only where.

use std::time::Instant;

use tracing::Span;

use super::{method::Method, request::RestRequest, response::RestResponse, table::Place};

/// A request being answered.
pub(super) struct Record<'a> {
    /// The span of everything done for it.
    pub span: Span,
    started: Instant,
    method: Method,
    pattern: &'a str,
}

impl<'a> Record<'a> {
    /// Begins with a request for `place`; paths that lead nowhere share a name, or a prober could fill the metrics.
    pub fn begin(request: &RestRequest, place: Option<&'a Place>) -> Self {
        let (method, pattern) = (request.method, place.map_or("unknown", |place| place.pattern.as_str()));
        let span = tracing::info_span!("request", %method, route = pattern, request_id = %request.request_id);
        Self { span, started: Instant::now(), method, pattern }
    }

    /// Writes down what was answered, and once what went wrong here.
    pub fn end(self, response: &RestResponse) {
        let _entered = self.span.enter();
        let seconds = self.started.elapsed().as_secs_f64();
        let status = response.status.as_u16();
        if let Some(cause) = &response.cause {
            tracing::error!(status, cause, "the server failed to answer");
        }
        tracing::info!(status, milliseconds = seconds * 1_000.0, "answered");
        let method = metrics::Label::new("method", self.method.as_str());
        let route = metrics::Label::new("route", self.pattern.to_owned());
        let status = metrics::Label::new("status", status.to_string());
        metrics::histogram!("http_request_duration_seconds", vec![method.clone(), route.clone()]).record(seconds);
        metrics::counter!("http_requests_total", vec![method, route, status]).increment(1);
    }
}
