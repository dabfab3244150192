//! Whose request it is and whether it comes too soon, told before anything else is looked at.

use growffinity_access::Principal;

use super::{
    ApiError, catalogue,
    credentials::Sent,
    logins::{self, Counted, RefusedLogin},
    rates::{self, Rate},
    request::RestRequest,
};
use crate::state::State;

/// Who calls, and how often.
#[derive(Debug)]
pub struct Admission {
    /// The caller, `None` for one who sent no credentials that make sense; or why the request goes no further.
    pub caller: Result<Option<Principal>, ApiError>,
    /// What it was counted by; `None` where nothing is counted.
    pub rate: Option<Rate>,
    /// Credentials that were looked at and found wrong.
    pub refused_login: Option<RefusedLogin>,
}

/// Tells whose credentials a request bears and counts it. Of an address that was refused too often, credentials are not
/// even looked at.
pub async fn admit(request: &RestRequest, app: &State) -> Admission {
    let mut counted = None;
    let caller = authenticate(request, app, &mut counted).await;
    if let Some(Counted { rate, refused_login }) = counted {
        return Admission { caller, rate: Some(rate), refused_login };
    }
    let principal = caller.as_ref().ok().and_then(Option::as_ref);
    let (caller, rate) = match rates::count(principal, request.headers.client, app).await {
        Ok(rate) => (rate.as_ref().and_then(Rate::refusal).map_or(caller, Err), rate),
        Err(error) => (Err(error), None),
    };
    Admission { caller, rate, refused_login: None }
}

/// The caller. `counted` is set when credentials were refused: the request is counted by that then.
async fn authenticate(
    request: &RestRequest,
    app: &State,
    counted: &mut Option<Counted>,
) -> Result<Option<Principal>, ApiError> {
    let headers = &request.headers;
    let Some(sent) = Sent::by(request) else { return Ok(None) };
    if sent.can_be_read_along() && !headers.confidential && !app.settings.allow_plain_http {
        return Err(catalogue::INSECURE.into());
    }
    if let Some(principal) = sent.recall(app) {
        return Ok(Some(principal));
    }
    logins::attempt(headers.client, app, counted, sent.prove(headers, app)).await
}
