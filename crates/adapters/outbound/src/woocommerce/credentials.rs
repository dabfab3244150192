//! How a request to a shop shows its key.

use base64::{Engine, engine::general_purpose::STANDARD};
use growffinity_access::oauth::sign_request;
use growffinity_customers::sync::ShopAccess;
use growffinity_kernel::Random;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use url::Url;

/// A way of showing a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The Authorization header, over https.
    Basic,
    /// The query, over https: some hosts keep the Authorization header from PHP.
    Query,
    /// A signature in the query, over plain http: the secret itself must not travel there.
    Signature,
}

impl Way {
    /// The first way to try for `url`.
    pub fn first(url: &Url) -> Self {
        if url.scheme() == "https" { Self::Basic } else { Self::Signature }
    }

    /// Adds the key to a request.
    pub fn show(
        self,
        shop: &ShopAccess,
        url: &mut Url,
        timestamp: i64,
        random: &dyn Random,
    ) -> Vec<(HeaderName, HeaderValue)> {
        let (key, secret) = (shop.consumer_key.as_str(), shop.consumer_secret.as_str());
        match self {
            Self::Basic => {
                let pair = format!("Basic {}", STANDARD.encode(format!("{key}:{secret}")));
                let Ok(mut value) = HeaderValue::try_from(pair) else { return Vec::new() };
                value.set_sensitive(true);
                vec![(AUTHORIZATION, value)]
            }
            Self::Query => {
                url.query_pairs_mut().append_pair("consumer_key", key).append_pair("consumer_secret", secret);
                Vec::new()
            }
            Self::Signature => {
                let mut nonce = [0; 16];
                random.fill(&mut nonce);
                let nonce = format!("{:032x}", u128::from_be_bytes(nonce));
                let mut parameters: Vec<(String, String)> =
                    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
                let bare = url.as_str().split('?').next().unwrap_or_default().to_owned();
                sign_request("GET", &bare, &mut parameters, (key, secret), (timestamp, &nonce));
                url.query_pairs_mut().clear().extend_pairs(&parameters);
                Vec::new()
            }
        }
    }
}
