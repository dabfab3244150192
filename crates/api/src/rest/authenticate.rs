//! Whose request it is and whether it comes too soon, told before anything else is looked at.

use actix_web::http::header::HeaderValue;
use growffinity_access::{AuthenticationError, Principal, SentCredential};

use super::{
    ApiError, catalogue,
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
}

/// Tells whose credentials a request bears and counts it. Of an address that was refused too often, credentials are not
/// even looked at.
pub async fn admit(headers: &RequestHeaders, app: &State) -> Admission {
    let mut logins = None;
    let caller = authenticate(headers, app, &mut logins).await;
    if logins.is_some() {
        return Admission { caller, rate: logins };
    }
    let principal = caller.as_ref().ok().and_then(Option::as_ref);
    match rates::count(principal, headers.client, app).await {
        Ok(rate) => match rate.as_ref().and_then(Rate::refusal) {
            Some(refusal) => Admission { caller: Err(refusal), rate },
            None => Admission { caller, rate },
        },
        Err(error) => Admission { caller: Err(error), rate: None },
    }
}

/// The caller. `logins` is set when credentials were refused: the request is counted by that then.
async fn authenticate(
    headers: &RequestHeaders,
    app: &State,
    logins: &mut Option<Rate>,
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
    let before = rates::peek_refused_logins(headers.client, app).await?;
    if let Some(refusal) = before.refusal() {
        *logins = Some(before);
        return Err(refusal);
    }
    let error = match app.access.authenticate_basic(&login, &password, headers.client).await {
        Ok(principal) => return Ok(Some(principal)),
        Err(AuthenticationError::Store(error)) => return Err(error.into()),
        Err(error) => error,
    };
    // Of many tries at once, those beyond the limit learn nothing but that there were too many.
    let counted = rates::count_refused_login(headers.client, app).await?;
    *logins = Some(counted);
    Err(counted.refusal().unwrap_or_else(|| error.into()))
}

impl From<AuthenticationError> for ApiError {
    fn from(error: AuthenticationError) -> Self {
        match error {
            AuthenticationError::UnknownUsername => catalogue::INVALID_USERNAME.into(),
            AuthenticationError::UnknownEmail => catalogue::INVALID_EMAIL.into(),
            AuthenticationError::IncorrectPassword => catalogue::INCORRECT_PASSWORD.into(),
            AuthenticationError::Store(error) => error.into(),
        }
    }
}

/// Login and password of a Basic header; anything else is as good as no header.
fn read_basic(header: &HeaderValue) -> Option<(String, String)> {
    match SentCredential::from_header(header.as_bytes())? {
        SentCredential::Basic { name, secret } => Some((name, secret)),
        SentCredential::Token(_) | SentCredential::OAuth(_) => None,
    }
}
