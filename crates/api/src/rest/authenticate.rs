//! Whose request it is and whether it comes too soon, told before anything else is looked at.

use actix_web::http::header::HeaderValue;
use growffinity_access::{Principal, SentCredential};

use super::{
    ApiError, catalogue, logins,
    rates::{self, Rate},
    request::RequestHeaders,
};
use crate::state::State;

/// Who calls, and how often.
#[derive(Debug)]
pub struct Admission {
    /// The caller, `None` for one who sent no credentials that make sense; or why the request goes no further.
    pub caller: Result<Option<Principal>, ApiError>,
    /// What it was counted by; `None` where nothing is counted.
    pub rate: Option<Rate>,
    /// Whether credentials were looked at and found wrong.
    pub login_refused: bool,
}

/// Tells whose credentials a request bears and counts it. Of an address that was refused too often, credentials are not
/// even looked at.
pub async fn admit(headers: &RequestHeaders, app: &State) -> Admission {
    let mut counted = None;
    let caller = authenticate(headers, app, &mut counted).await;
    if counted.is_some() {
        let login_refused = caller.as_ref().is_err_and(|error| error.code() != catalogue::RATE_LIMITED);
        return Admission { caller, rate: counted, login_refused };
    }
    let principal = caller.as_ref().ok().and_then(Option::as_ref);
    let (caller, rate) = match rates::count(principal, headers.client, app).await {
        Ok(rate) => (rate.as_ref().and_then(Rate::refusal).map_or(caller, Err), rate),
        Err(error) => (Err(error), None),
    };
    Admission { caller, rate, login_refused: false }
}

/// The caller. `counted` is set when credentials were refused: the request is counted by that then.
async fn authenticate(
    headers: &RequestHeaders,
    app: &State,
    counted: &mut Option<Rate>,
) -> Result<Option<Principal>, ApiError> {
    let Some((login, password)) = headers.authorization.as_ref().and_then(read_basic) else {
        return Ok(None);
    };
    if !headers.confidential && !app.settings.allow_plain_http {
        return Err(catalogue::INSECURE.into());
    }
    if let Some(principal) = app.access.recall_basic(&login, &password) {
        return Ok(Some(principal));
    }
    let login = app.access.authenticate_basic(&login, &password, headers.client);
    logins::attempt(headers.client, app, counted, login).await.map(Some)
}

/// Login and password of a Basic header; anything else is as good as no header.
fn read_basic(header: &HeaderValue) -> Option<(String, String)> {
    match SentCredential::from_header(header.as_bytes())? {
        SentCredential::Basic { name, secret } => Some((name, secret)),
        SentCredential::Token(_) | SentCredential::OAuth(_) => None,
    }
}
