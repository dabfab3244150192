//! The answer to whoever asks for a customer who became part of another: 410, and where the customer is now.

use growffinity_kernel::CustomerId;

use crate::{
    rest::{ApiError, catalogue, request::RestRequest},
    state::State,
};

/// Everything that is a customer's stands below this.
const BELOW: &str = "/growffinity/v1/customers/";

/// `error`, or where the customer is whom the path names and who is not there because of a merge.
///
/// One place for all routes of a customer: they say that there is no such customer, and need not know of merges.
pub(crate) async fn moved(error: ApiError, request: &RestRequest, app: &State) -> ApiError {
    let below = request.path.get(..BELOW.len()).is_some_and(|start| start.eq_ignore_ascii_case(BELOW));
    if error.code() != catalogue::CUSTOMER_INVALID_ID || !below {
        return error;
    }
    let named = request.path_values.first().and_then(|digits| digits.parse().ok()).and_then(CustomerId::new);
    let Some(id) = named else { return error };
    match app.personal_data.successor(id).await {
        Ok(Some(successor)) => merged(successor, app),
        Ok(None) => error,
        Err(failed) => failed.into(),
    }
}

/// The answer that names the customer who is left.
pub(super) fn merged(successor: CustomerId, app: &State) -> ApiError {
    ApiError::new(catalogue::CUSTOMER_MERGED)
        .with("resource_id", successor.get())
        .with("href", app.v1(&format!("/customers/{successor}")))
}
