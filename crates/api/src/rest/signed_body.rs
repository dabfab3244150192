//! A body that another system signed: taken byte for byte, from whoever sent it.

use std::{future::Future, net::IpAddr, sync::Arc};

use actix_web::{http::header::HeaderValue, web::Bytes};

use super::{
    ApiError,
    extract::{Description, FromRequest},
    logins::{self, LoginFault},
    request::RestRequest,
};
use crate::state::State;

/// What a shop sent, and its signature. Nobody is signed in for it, and it is not counted: a shop that is told to come
/// back later does not.
#[derive(Debug)]
pub struct SignedBody {
    /// `X-WC-Webhook-Topic`; empty when it is not there.
    pub topic: String,
    /// `X-WC-Webhook-Signature`; empty when it is not there.
    pub signature: String,
    /// The body.
    pub bytes: Bytes,
    client: Option<IpAddr>,
}

impl SignedBody {
    /// Does `work`, which checks the signature. Wrong ones are counted by address, as refused logins are.
    ///
    /// # Errors
    /// 429 for an address that was refused too often; else what came of the work.
    pub async fn attempt<T, E: Into<LoginFault>>(
        &self,
        app: &State,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, ApiError> {
        logins::attempt(self.client, app, &mut None, work).await
    }
}

impl FromRequest for SignedBody {
    fn extract(request: &RestRequest, _app: &Arc<State>) -> Result<Self, ApiError> {
        let text = |value: &Option<HeaderValue>| {
            value.as_ref().and_then(|value| value.to_str().ok()).unwrap_or_default().trim().to_owned()
        };
        let headers = &request.headers;
        Ok(Self {
            topic: text(&headers.webhook_topic),
            signature: text(&headers.webhook_signature),
            bytes: request.raw.clone(),
            client: headers.client,
        })
    }

    fn describe(description: &mut Description) {
        description.unmetered = true;
        description.codes.extend([super::catalogue::INVALID_JSON, super::catalogue::SIGNATURE_INVALID]);
    }
}
