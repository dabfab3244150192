//! Signs requests by OAuth 1.0a the way RFC 5849 says, independently of the code that checks it.

use growffinity_testkit::{START, TestApp};
use hmac::{Hmac, KeyInit, Mac};
use reqwest::Method;
use sha1::Sha1;
use sha2::Sha256;

/// What signs a request.
pub struct Signing<'a> {
    /// Consumer key and secret.
    pub key: (&'a str, &'a str),
    /// What makes it the only one of its kind.
    pub nonce: &'a str,
    /// Seconds since 1970.
    pub timestamp: i64,
    /// HMAC-SHA1 rather than HMAC-SHA256.
    pub sha1: bool,
}

impl<'a> Signing<'a> {
    /// By HMAC-SHA256, at the time the tests begin.
    pub fn new(key: (&'a str, &'a str), nonce: &'a str) -> Self {
        let start: chrono::DateTime<chrono::Utc> = START.parse().unwrap();
        Self { key, nonce, timestamp: start.timestamp(), sha1: false }
    }

    /// `rest` with the parameters that sign a request to `url`.
    pub fn parameters(&self, method: &str, url: &str, rest: &[(&str, &str)]) -> Vec<(String, String)> {
        let algorithm = if self.sha1 { "HMAC-SHA1" } else { "HMAC-SHA256" };
        let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let mut all: Vec<_> = rest.iter().copied().map(own).collect();
        all.extend(
            [
                ("oauth_consumer_key", self.key.0),
                ("oauth_timestamp", &self.timestamp.to_string()),
                ("oauth_nonce", self.nonce),
                ("oauth_signature_method", algorithm),
            ]
            .map(own),
        );
        let mut encoded: Vec<_> = all.iter().map(|(name, value)| (encode(name), encode(value))).collect();
        encoded.sort();
        let pairs: Vec<_> = encoded.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let text = format!("{method}&{}&{}", encode(url), encode(&pairs.join("&")));
        let key = format!("{}&", encode(self.key.1));
        let signature = if self.sha1 { mac::<Hmac<Sha1>>(&key, &text) } else { mac::<Hmac<Sha256>>(&key, &text) };
        all.push(("oauth_signature".to_owned(), signature));
        all
    }

    /// The path of a request that is signed in its query.
    pub fn path(&self, app: &TestApp, method: &Method, path: &str, rest: &[(&str, &str)]) -> String {
        format!("{path}?{}", query(&self.parameters(method.as_str(), &app.url(path), rest)))
    }
}

/// The parameters as a query string.
pub fn query(parameters: &[(String, String)]) -> String {
    let pairs = parameters.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Percent-encoding as OAuth has it.
pub fn encode(text: &str) -> String {
    const KEPT: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    percent_encoding::utf8_percent_encode(text, &KEPT).to_string()
}

fn mac<M: Mac + KeyInit>(key: &str, text: &str) -> String {
    let mut mac = <M as KeyInit>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, mac.finalize().into_bytes())
}

#[test]
fn the_vector_of_other_clients_comes_out() {
    let signing = Signing { timestamp: 1_700_000_000, ..Signing::new(("ck_1", "cs_2"), "0123456789abcdef") };
    let url = "http://127.0.0.1:8080/wp-json/growffinity/v1/customers";
    let signed = signing.parameters("GET", url, &[("per_page", "5"), ("search", "a b&c")]);
    assert_eq!(signed.last().unwrap().1, "gZUQb3jJJ6hj+UsM2SUuppvX+D6BwOUEvOJ4dc5wY8E=");
}
