//! Asking a busy shop again.

use std::time::Duration;

use growffinity_customers::sync::{ShopAccess, ShopError};
use reqwest::{Method, StatusCode, header::RETRY_AFTER};
use url::Url;

use super::{WooCommerceApi, credentials::Way, refusal, unreached};
use crate::{Answer, OutboundError};

/// How long a busy shop is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// How often in all.
    pub tries: u32,
    /// The first pause; each further one is twice as long, give or take a quarter.
    pub first_pause: Duration,
    /// The longest pause, whatever the shop asks for.
    pub longest_pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { tries: 6, first_pause: Duration::from_secs(1), longest_pause: Duration::from_mins(1) }
    }
}

/// Whether the shop may do better when asked again.
pub(super) fn is_busy(status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::REQUEST_TIMEOUT || status.is_server_error()
}

impl WooCommerceApi {
    /// Asks for `url` until there is an answer that asking again would not change.
    pub(super) async fn ask(&self, shop: &ShopAccess, url: &Url) -> Result<Answer, ShopError> {
        let mut way = Way::first(url);
        let mut tries = 0;
        loop {
            tries += 1;
            let outcome = self.ask_once(shop, url, way).await;
            let last = match outcome {
                Ok(answer) if answer.status == StatusCode::UNAUTHORIZED && way == Way::Basic => {
                    way = Way::Query;
                    continue;
                }
                Ok(answer) if is_busy(answer.status) => (refusal(&answer), asked_pause(&answer)),
                Ok(answer) => return Ok(answer),
                Err(error @ (OutboundError::Failed(_) | OutboundError::TimedOut)) => (unreached(&error), None),
                Err(error) => return Err(unreached(&error)),
            };
            let (error, asked) = last;
            if tries >= self.patience.tries {
                return Err(error);
            }
            let pause = asked.unwrap_or_else(|| self.pause(tries)).min(self.patience.longest_pause);
            tracing::info!(%error, tries, pause_ms = pause.as_millis(), "the shop is asked again");
            tokio::time::sleep(pause).await;
        }
    }

    async fn ask_once(&self, shop: &ShopAccess, url: &Url, way: Way) -> Result<Answer, OutboundError> {
        let mut url = url.clone();
        let headers = way.show(shop, &mut url, self.clock.now().timestamp(), self.random.as_ref());
        self.client.send(Method::GET, url, &headers, Vec::new()).await
    }

    fn pause(&self, tries: u32) -> Duration {
        self.random.jittered(self.patience.first_pause * 2_u32.saturating_pow(tries.saturating_sub(1)))
    }
}

/// What `Retry-After` asks for, in seconds; dates are not used by shops and count as not said.
fn asked_pause(answer: &Answer) -> Option<Duration> {
    let seconds = answer.headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
