//! How often someone may call: told on every answer, and 429 for whoever calls more often.

use std::net::IpAddr;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use growffinity_access::{Plan, Principal, rates::RateDecision};

use super::{ApiError, catalogue};
use crate::state::State;

/// A counted request, and what it was counted by.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    decision: RateDecision,
    policy: &'static str,
}

impl Rate {
    /// What a counter decided, and by which policy.
    pub(super) const fn new(decision: RateDecision, policy: &'static str) -> Self {
        Self { decision, policy }
    }

    /// The answer to a request that came too soon; `None` for one that may go on.
    pub fn refusal(&self) -> Option<ApiError> {
        let seconds = self.decision.retry_after()?;
        let error = ApiError::new(catalogue::RATE_LIMITED)
            .saying(format!("Too many requests. Please wait {seconds} seconds before trying again."))
            .with("retry_after", seconds);
        Some(error.header(RETRY_AFTER, HeaderValue::from(seconds)))
    }

    /// Writes the headers: the three that WooCommerce has, with the reset as unix time, and the two of the IETF's draft,
    /// with the reset in seconds.
    pub fn write(&self, headers: &mut HeaderMap, app: &State) {
        let RateDecision { limit, remaining, .. } = self.decision;
        let (policy, seconds) = (self.policy, self.decision.reset_seconds());
        let reset_at = self.decision.reset_at(app.clock.now()).timestamp();
        let mut insert = |name: &'static str, value: HeaderValue| {
            headers.insert(HeaderName::from_static(name), value);
        };
        insert("ratelimit-limit", HeaderValue::from(limit));
        insert("ratelimit-remaining", HeaderValue::from(remaining));
        insert("ratelimit-reset", HeaderValue::from(reset_at));
        let drafts = [
            ("ratelimit-policy", format!("\"{policy}\";q={limit};w=60")),
            ("ratelimit", format!("\"{policy}\";r={remaining};t={seconds}")),
        ];
        for (name, text) in drafts {
            if let Ok(value) = HeaderValue::from_str(&text) {
                insert(name, value);
            }
        }
    }
}

/// Counts a request of `principal`, or of the address when nobody is signed in; `None` where there is no limit.
///
/// # Errors
/// When the counter fails.
pub async fn count(
    principal: Option<&Principal>,
    client: Option<IpAddr>,
    app: &State,
) -> Result<Option<Rate>, ApiError> {
    let limits = &app.settings.rates;
    let (key, policy, limit) = match principal {
        Some(principal) => match principal.plan() {
            plan @ Plan::Standard => (principal.rate_key(), plan.as_str(), limits.standard),
            plan @ Plan::Premium => (principal.rate_key(), plan.as_str(), limits.premium),
        },
        None => (address_key("anonymous", client), "anonymous", limits.standard),
    };
    if limit == 0 {
        return Ok(None);
    }
    let decision = app.rates.hit(&key, limit).await?;
    Ok(Some(Rate::new(decision, policy)))
}

/// A host has a whole /64 of IPv6 addresses to itself, so that is what is counted.
pub(super) fn address_key(what: &str, client: Option<IpAddr>) -> String {
    match client {
        None => format!("{what}:local"),
        Some(IpAddr::V4(address)) => format!("{what}:{address}"),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{what}:{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::address_key;

    #[test]
    fn the_addresses_of_one_host_are_counted_as_one() {
        let key = |text: &str| address_key("refused", Some(text.parse().unwrap()));
        assert_eq!(key("2001:db8::1"), key("2001:db8::ffff:1"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:0:1::1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }
}
