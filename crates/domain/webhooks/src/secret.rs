//! What deliveries are signed with.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use growffinity_kernel::Random;

/// What generated secrets begin with, and others whose rest is the key in base64.
const PREFIX: &str = "whsec_";

/// A secret: 1 to 200 printable characters. Behind `whsec_` stands the key in base64.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(String);

/// The text can't be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSecret {
    /// Longer than 200 characters, or nothing.
    #[error("must have 1 to 200 characters")]
    Length,
    /// It holds blanks, control characters or letters beyond ASCII.
    #[error("must consist of printable ASCII characters without blanks")]
    Characters,
    /// What stands behind `whsec_` is not base64 of 16 bytes or more.
    #[error("must have base64 of at least 16 bytes behind whsec_")]
    NotBase64,
}

impl WebhookSecret {
    /// A new one: `whsec_` and base64 of 32 random bytes.
    pub fn generate(random: &dyn Random) -> Self {
        let mut key = [0; 32];
        random.fill(&mut key);
        Self(format!("{PREFIX}{}", STANDARD.encode(key)))
    }

    /// The secret `text`.
    ///
    /// # Errors
    /// [`InvalidSecret`].
    pub fn parse(text: &str) -> Result<Self, InvalidSecret> {
        if text.is_empty() || text.chars().count() > 200 {
            return Err(InvalidSecret::Length);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidSecret::Characters);
        }
        let secret = Self(text.to_owned());
        let encoded = text.strip_prefix(PREFIX);
        if encoded.is_some_and(|key| STANDARD.decode(key).map_or(true, |key| key.len() < 16)) {
            return Err(InvalidSecret::NotBase64);
        }
        Ok(secret)
    }

    /// What was stored as one.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text, to be shown once or sealed.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The key of Standard Webhooks: what is encoded behind `whsec_`, or the text's own bytes.
    pub(crate) fn standard_key(&self) -> Vec<u8> {
        let decoded = self.0.strip_prefix(PREFIX).and_then(|key| STANDARD.decode(key).ok());
        decoded.unwrap_or_else(|| self.0.as_bytes().to_vec())
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_read_and_never_printed() {
        let secret = WebhookSecret::parse("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=").unwrap();
        assert_eq!(secret.standard_key(), b"0123456789abcdef0123456789abcdef");
        assert_eq!(WebhookSecret::parse("topsecret").unwrap().standard_key(), b"topsecret");
        assert!(!format!("{secret:?}").contains("MDEy"));
        for (wrong, why) in [
            ("", InvalidSecret::Length),
            ("whsec_", InvalidSecret::NotBase64),
            ("whsec_!!!", InvalidSecret::NotBase64),
            ("whsec_YWI=", InvalidSecret::NotBase64),
            ("with blank", InvalidSecret::Characters),
            ("señor", InvalidSecret::Characters),
        ] {
            assert_eq!(WebhookSecret::parse(wrong), Err(why), "{wrong}");
        }
        assert_eq!(WebhookSecret::parse(&"x".repeat(201)), Err(InvalidSecret::Length));
    }
}
