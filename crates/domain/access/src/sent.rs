//! Credentials as an Authorization header sends them.

use std::fmt;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};

use crate::oauth;

/// What an Authorization header sends. Its `Debug` form hides it.
#[derive(Clone, PartialEq, Eq)]
pub enum SentCredential {
    /// A name and what proves it.
    Basic {
        /// A login, an e-mail address or a consumer key.
        name: String,
        /// An application password or a consumer secret.
        secret: String,
    },
    /// A token of ours.
    Token(String),
    /// The parameters of a signed request, decoded.
    OAuth(Vec<(String, String)>),
}

impl SentCredential {
    /// Reads a header's value; `None` for whatever can't be a credential of ours, which makes its sender nobody.
    pub fn from_header(value: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(value).ok()?;
        let (scheme, rest) = text.split_once(' ')?;
        let rest = rest.trim();
        match scheme.to_ascii_lowercase().as_str() {
            "basic" => basic(rest),
            "bearer" => Self::from_token(rest),
            "oauth" => signed(rest),
            _ => None,
        }
    }

    /// A token that was sent by itself; `None` for what is no token of ours.
    pub fn from_token(text: &str) -> Option<Self> {
        text.starts_with("gfk_").then(|| Self::Token(text.to_owned()))
    }
}

/// The name ends at the first colon; without one, or without a name, there is no credential.
fn basic(encoded: &str) -> Option<SentCredential> {
    let bytes = STANDARD.decode(encoded).or_else(|_| STANDARD_NO_PAD.decode(encoded)).ok()?;
    let decoded = String::from_utf8(bytes).ok()?;
    let (name, secret) = decoded.split_once(':')?;
    let (name, secret) = (name.to_owned(), secret.to_owned());
    (!name.is_empty()).then_some(SentCredential::Basic { name, secret })
}

fn signed(list: &str) -> Option<SentCredential> {
    let mut parameters = Vec::new();
    for part in list.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (name, quoted) = part.split_once('=')?;
        let value = quoted.trim().strip_prefix('"')?.strip_suffix('"')?;
        let name = name.trim();
        // The realm is no part of what is signed.
        if !name.eq_ignore_ascii_case("realm") {
            parameters.push((oauth::decode(name)?, oauth::decode(value)?));
        }
    }
    (!parameters.is_empty()).then_some(SentCredential::OAuth(parameters))
}

impl fmt::Debug for SentCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Basic { .. } => "Basic(…)",
            Self::Token(_) => "Token(…)",
            Self::OAuth(_) => "OAuth(…)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::SentCredential;

    fn read(text: &str) -> Option<SentCredential> {
        SentCredential::from_header(text.as_bytes())
    }

    #[test]
    fn each_way_of_sending_is_read_and_the_rest_is_nobody() {
        let ann = Some(SentCredential::Basic { name: "ann".to_owned(), secret: "a:b".to_owned() });
        assert_eq!(read("Basic YW5uOmE6Yg=="), ann);
        assert_eq!(read("bAsIc YW5uOmE6Yg"), ann);
        assert_eq!(read("Bearer gfk_1"), Some(SentCredential::Token("gfk_1".to_owned())));
        let signed = Some(SentCredential::OAuth(vec![("oauth_nonce".to_owned(), "a+b".to_owned())]));
        assert_eq!(read(r#"OAuth realm="x", oauth_nonce="a%2Bb""#), signed);
        for nobody in
            ["", "Basic", "Basic ", "Basic !!!", "Basic YW5u", "Basic OmE=", "Bearer eyJh", "OAuth", "OAuth x"]
        {
            assert_eq!(read(nobody), None, "{nobody}");
        }
        assert_eq!(SentCredential::from_header(b"Basic \xff"), None);
    }

    #[test]
    fn what_was_sent_does_not_show_in_debug() {
        for text in ["Basic YW5uOnNlY3JldA==", "Bearer gfk_secret", r#"OAuth oauth_nonce="secret""#] {
            let shown = format!("{:?}", read(text).unwrap());
            assert!(!shown.contains("secret") && !shown.contains("ann"), "{shown}");
        }
    }
}
