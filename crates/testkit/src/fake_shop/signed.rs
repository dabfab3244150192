//! Whether a request shows the shop's key.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::DateTime;
use growffinity_access::oauth::{OAuthParameters, OAuthRequest};
use url::Url;

use super::{FakeShop, connection::Request};

/// Whether the request may read: by a signature, as WooCommerce wants it over plain http, or by Basic.
pub(super) fn is_signed(request: &Request) -> bool {
    let pair = format!("Basic {}", STANDARD.encode(format!("{}:{}", FakeShop::KEY, FakeShop::SECRET)));
    request.authorization.as_ref().is_some_and(|sent| *sent == pair) || has_signature(&request.url)
}

fn has_signature(url: &Url) -> bool {
    let parameters: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let urls = [url.as_str().split('?').next().unwrap_or_default().to_owned()];
    let request = OAuthRequest { method: "GET", urls: &urls, parameters: &parameters };
    let Ok(Some(signed)) = OAuthParameters::read(&request) else { return false };
    // The shop's clock shows what the caller's does: tests move that one about.
    let sent = signed.timestamp.parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    let holds = sent.is_some_and(|now| signed.verify(&request, FakeShop::SECRET, now).is_ok());
    signed.consumer_key == FakeShop::KEY && holds
}

/// What was asked for, without what signed it.
pub(super) fn without_keys(url: &Url) -> String {
    let kept = url.query_pairs().filter(|(name, _)| !name.starts_with("oauth_") && !name.starts_with("consumer_"));
    let query: Vec<String> = kept.map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}?{}", url.path(), query.join("&"))
}
