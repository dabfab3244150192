//! What proves a key: made at random, found by a hash, never shown by `Debug`.

use std::fmt;

use growffinity_kernel::Random;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::KeyType;

/// The key of WooCommerce's hash of consumer keys.
const LOOKUP_KEY: &[u8] = b"wc-api";
const TRUNCATED: usize = 7;

/// What a key is found by: WooCommerce's hash (HMAC-SHA256 under `wc-api`, in hex) of the token or the consumer key.
///
/// A fast hash does, because both are at least 160 random bits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyLookup(String);

impl KeyLookup {
    /// The hash of a token or consumer key that someone sent.
    pub fn of(text: &str) -> Self {
        Self(hex(&digest(text)))
    }

    /// The hash, as stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What proves a key, in clear: shown when it is made and never again. Its `Debug` form hides it.
#[derive(Clone, PartialEq, Eq)]
pub enum KeySecret {
    /// `gfk_` and 64 hex digits.
    Token(String),
    /// `ck_` and `cs_`, each with 40 hex digits.
    Pair {
        /// Tells which key.
        consumer_key: String,
        /// Proves it.
        consumer_secret: String,
    },
}

impl KeySecret {
    /// A new secret.
    pub fn generate(kind: KeyType, random: &dyn Random) -> Self {
        match kind {
            KeyType::Token => Self::Token(format!("gfk_{}", random_hex::<32>(random))),
            KeyType::Pair => Self::Pair {
                consumer_key: format!("ck_{}", random_hex::<20>(random)),
                consumer_secret: format!("cs_{}", random_hex::<20>(random)),
            },
        }
    }

    /// What the key is found by.
    pub fn lookup(&self) -> KeyLookup {
        KeyLookup::of(self.public())
    }

    /// The last seven characters of the part that tells which key it is.
    pub fn truncated(&self) -> String {
        let text = self.public();
        text.chars().skip(text.chars().count().saturating_sub(TRUNCATED)).collect()
    }

    fn public(&self) -> &str {
        match self {
            Self::Token(token) => token,
            Self::Pair { consumer_key, .. } => consumer_key,
        }
    }
}

impl fmt::Debug for KeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Token(_) => "Token(…)",
            Self::Pair { .. } => "Pair(…)",
        })
    }
}

fn digest(text: &str) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(LOOKUP_KEY).expect("six bytes are a key");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().into()
}

fn random_hex<const BYTES: usize>(random: &dyn Random) -> String {
    let mut bytes = [0; BYTES];
    random.fill(&mut bytes);
    hex(&bytes)
}

/// `bytes` in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting;

    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for (byte, value) in bytes.iter_mut().zip(0..) {
                *byte = value;
            }
        }
    }

    #[test]
    fn the_hash_of_a_consumer_key_is_woocommerces() {
        assert_eq!(
            KeyLookup::of("ck_0123456789abcdef0123456789abcdef01234567").as_str(),
            "4ffbd479cad9f24fb43a1516cb436a9dad0e2e23ef491464e29c2d81dae32edd"
        );
    }

    #[test]
    fn secrets_have_their_forms_and_stay_out_of_debug() {
        let KeySecret::Token(token) = KeySecret::generate(KeyType::Token, &Counting) else { panic!("a token") };
        assert!(token.starts_with("gfk_000102") && token.len() == 68, "{token}");
        let pair = KeySecret::generate(KeyType::Pair, &Counting);
        assert_eq!(pair.truncated(), "0111213");
        let KeySecret::Pair { consumer_key, consumer_secret } = &pair else { panic!("a pair") };
        assert_eq!((consumer_key.len(), consumer_secret.len()), (43, 43));
        assert!(consumer_key.starts_with("ck_0001") && consumer_secret.starts_with("cs_0001"));
        assert!(!format!("{pair:?}").contains("0001"));
    }
}
