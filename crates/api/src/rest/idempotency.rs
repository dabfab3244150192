//! `Idempotency-Key`: a POST that is sent again with its key is answered as it was the first time, for 24 hours.
//!
//! A key counts for one credential, method and path. The answer 401, 429 or 5xx leaves it free, unless something was
//! changed by then: what was changed is never changed again, and the caller is told so. Answers that show a secret are
//! kept encrypted. The store tells what is certain when nodes die.

use std::sync::Arc;

use actix_web::http::{
    StatusCode,
    header::{self, HeaderName, HeaderValue},
};
use futures::future::BoxFuture;
use growffinity_access::{
    idempotency::{Claim, KeyedRequest, StoredAnswer},
    keys::SecretCipher,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tracing::Instrument as _;

use super::{
    ApiError, body::ParsedBody, catalogue, link::is_private, method::Method, request::RestRequest,
    response::RestResponse, shown,
};
use crate::state::State;

const LONGEST_KEY: usize = 255;
/// Routes whose answers show a secret once and never again: what is kept of them is encrypted.
const SECRETIVE: [&str; 4] = ["/api-keys", "/application-passwords", "/webhooks", "/stores"];
/// Tells an encrypted answer; no header can have this name.
const SEALED: &str = ":sealed";

/// What makes an answer.
pub(super) type Work = BoxFuture<'static, RestResponse>;

/// Whether the key of this request, if it bears one, means anything.
pub(super) fn is_keyed(request: &RestRequest) -> bool {
    request.method == Method::Post && request.principal.is_some() && request.headers.idempotency_key.is_some()
}

/// Does `work`, or finds what was answered when it was done before.
pub(super) async fn once(request: &RestRequest, app: &Arc<State>, work: Work) -> RestResponse {
    match begin(request, app).await {
        Ok(Begun::Before(answer)) => answer,
        Ok(Begun::Now(keyed)) => {
            let is_secret = SECRETIVE.iter().any(|part| request.path.to_ascii_lowercase().contains(part));
            let doing = carry_out(keyed, request.path.clone(), Arc::clone(app), work, is_secret).in_current_span();
            // A task of its own: a caller who hangs up must not part a change from its answer.
            let done = tokio::spawn(doing).await;
            done.unwrap_or_else(|error| RestResponse::error(&ApiError::internal(error), &request.request_id))
        }
        Err(error) => RestResponse::error(&error, &request.request_id),
    }
}

enum Begun {
    Before(RestResponse),
    Now(KeyedRequest),
}

async fn begin(request: &RestRequest, app: &State) -> Result<Begun, ApiError> {
    let keyed = keyed(request, app)?;
    match app.idempotency.claim(&keyed).await? {
        Claim::New => Ok(Begun::Now(keyed)),
        Claim::Replay(answer) => replay(answer, app).map(Begun::Before),
        Claim::Mismatch => Err(catalogue::IDEMPOTENCY_MISMATCH.into()),
        Claim::AnswerLost => Err(catalogue::IDEMPOTENCY_ANSWER_LOST.into()),
        Claim::Running(left) => {
            let seconds = left.as_secs().clamp(1, 60);
            let error = ApiError::new(catalogue::IDEMPOTENCY_IN_PROGRESS).with("retry_after", seconds);
            Err(error.header(header::RETRY_AFTER, HeaderValue::from(seconds)))
        }
    }
}

async fn carry_out(keyed: KeyedRequest, path: String, app: Arc<State>, work: Work, is_secret: bool) -> RestResponse {
    let mut made = None;
    let doing = async { made = Some(work.await) };
    app.idempotency.under(&keyed, Box::pin(doing)).await;
    let Some(answer) = made else {
        return RestResponse::error(&ApiError::internal("the work was not done"), "");
    };
    let status = answer.status.as_u16();
    let passing = matches!(status, 401 | 429) || status >= 500;
    let kept = match stored(&path, &answer, is_secret.then_some(&*app.cipher)) {
        Some(answer) if !passing => app.idempotency.finish(&keyed, &answer).await,
        _ => app.idempotency.give_up(&keyed).await,
    };
    if let Err(error) = kept {
        tracing::warn!(%error, "the answer to a request with an idempotency key could not be kept");
    }
    answer
}

/// What is the same request, and what it asks.
fn keyed(request: &RestRequest, app: &State) -> Result<KeyedRequest, ApiError> {
    let key = request.headers.idempotency_key.as_ref().and_then(|key| key.to_str().ok()).unwrap_or_default();
    if key.is_empty() || key.len() > LONGEST_KEY {
        return Err(catalogue::IDEMPOTENCY_KEY_INVALID.into());
    }
    let caller = request.principal.as_ref().map(|principal| principal.rate_key()).unwrap_or_default();
    let path = request.path.to_ascii_lowercase();
    let scope = digest(&[&caller, request.method.as_str(), &path, key]);
    let query = request.query_values.iter().filter(|(name, _)| !is_private(name));
    let query = Value::Object(query.map(|(name, value)| (name.clone(), value.clone())).collect()).to_string();
    let body = match &request.body {
        ParsedBody::Empty => String::new(),
        ParsedBody::Members(members) => Value::Object(members.clone()).to_string(),
        ParsedBody::Broken(_, words) => (*words).to_owned(),
    };
    Ok(KeyedRequest { scope, fingerprint: digest(&[&query, &body]), token: app.random.uuid() })
}

/// SHA-256 of the parts, each set apart by its length.
fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_string());
        hasher.update(":");
        hasher.update(part);
    }
    hasher.finalize().into()
}

fn stored(path: &str, answer: &RestResponse, cipher: Option<&dyn SecretCipher>) -> Option<StoredAnswer> {
    let headers = answer.headers.iter();
    let headers = headers.filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
    let mut headers: Vec<_> = headers.collect();
    let mut body = answer.body.to_vec();
    let customers = shown::customers(path, answer);
    if let Some(cipher) = cipher {
        body = cipher.seal(&String::from_utf8(body).ok()?);
        headers.push((SEALED.to_owned(), String::new()));
    }
    Some(StoredAnswer { status: answer.status.as_u16(), headers, body, customers })
}

fn replay(mut stored: StoredAnswer, app: &State) -> Result<RestResponse, ApiError> {
    let before = stored.headers.len();
    stored.headers.retain(|(name, _)| name != SEALED);
    if stored.headers.len() < before {
        // Encrypted under a key that is no longer here: as good as lost.
        let opened = app.cipher.open(&stored.body).map_err(|_| catalogue::IDEMPOTENCY_ANSWER_LOST)?;
        stored.body = opened.into_bytes();
    }
    let status = StatusCode::from_u16(stored.status).map_err(ApiError::internal)?;
    let mut answer = RestResponse::bytes(status, stored.body.into());
    for (name, value) in stored.headers {
        let name: HeaderName = name.parse().map_err(ApiError::internal)?;
        answer.headers.push((name, HeaderValue::from_str(&value).map_err(ApiError::internal)?));
    }
    answer.is_error = status.is_client_error();
    answer.cacheable = answer.headers.iter().any(|(name, _)| *name == header::ETAG);
    answer.push_header("idempotency-replayed", "true");
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
    }
}
