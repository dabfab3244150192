//! Posting to receivers of webhooks.

use std::time::Instant;

use async_trait::async_trait;
use growffinity_webhooks::ports::{Answer, Post, PostFault, Posted, Transport};
use reqwest::{
    Method,
    header::{HeaderName, HeaderValue, RETRY_AFTER},
};
use url::Url;

use crate::{OutboundClient, OutboundError, check_url};

/// How much of an answer is kept.
const KEPT: usize = 4_096;

/// [`Transport`] by the guarded client.
#[derive(Debug, Clone)]
pub struct WebhookTransport {
    client: OutboundClient,
}

impl WebhookTransport {
    /// A transport by `client`, whose `answer_limit` says how much of an answer is read.
    pub const fn new(client: OutboundClient) -> Self {
        Self { client }
    }

    async fn try_post(&self, request: Post) -> Result<Answer, PostFault> {
        let url: Url = request.url.parse().map_err(|_| PostFault::Refused("is not a URL".to_owned()))?;
        let header = |(name, value): (&'static str, String)| {
            Some((HeaderName::from_static(name), HeaderValue::from_str(&value).ok()?))
        };
        let headers: Vec<_> = request.headers.into_iter().filter_map(header).collect();
        let answer = self.client.send_briefly(Method::POST, url, &headers, request.body).await.map_err(fault)?;
        let retry_after = answer.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let mut body = answer.body;
        body.truncate(KEPT);
        Ok(Answer { status: answer.status.as_u16(), retry_after: retry_after.map(str::to_owned), body })
    }
}

fn fault(error: OutboundError) -> PostFault {
    match error {
        OutboundError::Refused(why) => PostFault::Refused(why.to_owned()),
        OutboundError::TimedOut => PostFault::TimedOut,
        OutboundError::Failed(why) => PostFault::Failed(why),
        error @ (OutboundError::TooLong | OutboundError::NoClient(_)) => PostFault::Failed(error.to_string()),
    }
}

#[async_trait]
impl Transport for WebhookTransport {
    async fn post(&self, request: Post) -> Posted {
        let began = Instant::now();
        let outcome = self.try_post(request).await;
        Posted { milliseconds: u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX), outcome }
    }

    fn check(&self, url: &str) -> Result<(), String> {
        let url: Url = url.parse().map_err(|_| "is not a URL".to_owned())?;
        check_url(&url, self.client.allows_private()).map_err(str::to_owned)
    }
}
