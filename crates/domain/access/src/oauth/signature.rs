//! What is signed, and how.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

use super::{OAuthRequest, encode::encode};

/// How a request is signed.
#[derive(Debug, Clone, Copy)]
pub enum Method {
    HmacSha1,
    HmacSha256,
}

impl Method {
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "HMAC-SHA1" => Some(Self::HmacSha1),
            "HMAC-SHA256" => Some(Self::HmacSha256),
            _ => None,
        }
    }

    fn sign(self, text: &str, key: &str) -> String {
        match self {
            Self::HmacSha1 => mac::<Hmac<Sha1>>(text, key),
            Self::HmacSha256 => mac::<Hmac<Sha256>>(text, key),
        }
    }
}

fn mac<M: Mac + KeyInit>(text: &str, key: &str) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = <M as KeyInit>::new_from_slice(key.as_bytes()).expect("any bytes are a key");
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Whether `sent` signs `request` under `secret`, in any of the orders and with any of the addresses that honest
/// clients sign.
pub fn matches(request: &OAuthRequest<'_>, method: Method, secret: &str, sent: &str) -> bool {
    let key = format!("{}&", encode(secret));
    let mut matches = Choice::from(0);
    for parameters in forms(request.parameters) {
        for url in request.urls {
            let text = format!("{}&{}&{}", request.method, encode(url), encode(&parameters));
            matches |= method.sign(&text, &key).as_bytes().ct_eq(sent.as_bytes());
        }
    }
    matches.into()
}

/// Signs a request that goes out: adds the parameters of OAuth 1.0a and the signature (HMAC-SHA256) to `parameters`,
/// which are those of its query, decoded. `url` is its address without the query.
pub fn sign_request(
    method: &str,
    url: &str,
    parameters: &mut Vec<(String, String)>,
    (consumer_key, secret): (&str, &str),
    (timestamp, nonce): (i64, &str),
) {
    let own = [
        ("oauth_consumer_key", consumer_key.to_owned()),
        ("oauth_timestamp", timestamp.to_string()),
        ("oauth_nonce", nonce.to_owned()),
        ("oauth_signature_method", "HMAC-SHA256".to_owned()),
    ];
    parameters.extend(own.map(|(name, value)| (name.to_owned(), value)));
    let [_, in_order, _] = forms(parameters);
    let text = format!("{method}&{}&{}", encode(url), encode(&in_order));
    let signature = Method::HmacSha256.sign(&text, &format!("{}&", encode(secret)));
    parameters.push(("oauth_signature".to_owned(), signature));
}

/// The parameters' forms: as PHP sees them, in PHP's order and in RFC 5849's, and as they were sent, in RFC 5849's.
fn forms(parameters: &[(String, String)]) -> [String; 3] {
    let sent: Vec<_> = parameters.iter().filter(|(name, _)| name != "oauth_signature").cloned().collect();
    let mut by_name = as_php(&sent);
    by_name.sort_by(|(one, _), (other, _)| top(one).cmp(top(other)));
    let pairs = |list: &[(String, String)]| list.iter().map(|(name, value)| (encode(name), encode(value))).collect();
    let in_php_order: Vec<(String, String)> = pairs(&by_name);
    let mut in_order = in_php_order.clone();
    in_order.sort();
    let mut as_sent: Vec<(String, String)> = pairs(&sent);
    as_sent.sort();
    [in_php_order, in_order, as_sent]
        .map(|pairs| pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"))
}

/// Of a name given twice PHP keeps the last value, in the first one's place; `name[]` counts up.
fn as_php(sent: &[(String, String)]) -> Vec<(String, String)> {
    let mut seen: Vec<(String, String)> = Vec::with_capacity(sent.len());
    for (name, value) in sent {
        let name = match name.strip_suffix("[]") {
            Some(list) => {
                let before = seen.iter().filter(|(other, _)| other.starts_with(&format!("{list}["))).count();
                format!("{list}[{before}]")
            }
            None => name.clone(),
        };
        match seen.iter_mut().find(|(other, _)| *other == name) {
            Some((_, kept)) => kept.clone_from(value),
            None => seen.push((name, value.clone())),
        }
    }
    seen
}

/// The name before any brackets.
fn top(name: &str) -> &str {
    name.split('[').next().unwrap_or(name)
}
