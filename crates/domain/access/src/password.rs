//! Makes, writes and checks application passwords the way WordPress does.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use blake2::{
    Blake2bMac,
    digest::{KeyInit, Mac, consts::U30},
};
use growffinity_kernel::Random;
use subtle::ConstantTimeEq;

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH: usize = 24;
const GROUP: usize = 4;
/// Marks the hash that `wp_fast_hash` makes since WordPress 6.8.
const PREFIX: &str = "$generic$";
const KEY: &[u8] = b"wp_fast_hash_6.8+";

/// A password in clear, normalised to ASCII letters and digits. Its `Debug` form hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainPassword(String);

impl PlainPassword {
    /// A new password: 24 letters and digits, each as likely as any other (142 bits).
    pub fn generate(random: &dyn Random) -> Self {
        // The largest multiple of 62 that fits a byte: greater bytes would favour the alphabet's beginning.
        const FAIR: u8 = 248;
        let mut text = String::with_capacity(LENGTH);
        let mut bytes = [0; 2 * LENGTH];
        while text.len() < LENGTH {
            random.fill(&mut bytes);
            let fair = bytes.iter().filter(|b| **b < FAIR);
            let letters = fair.filter_map(|b| ALPHABET.get(usize::from(*b) % ALPHABET.len()));
            text.extend(letters.take(LENGTH - text.len()).map(|b| char::from(*b)));
        }
        Self(text)
    }

    /// The password someone typed or sent: everything but ASCII letters and digits is dropped.
    pub fn from_input(text: &str) -> Self {
        Self(text.chars().filter(char::is_ascii_alphanumeric).collect())
    }

    /// The letters and digits, without groups.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In groups of four, as it is shown to people: `abcd EFGH 1234 ijkl MNOP 5678`.
    pub fn grouped(&self) -> String {
        let mut grouped = String::with_capacity(self.0.len() + self.0.len() / GROUP);
        for (index, letter) in self.0.chars().enumerate() {
            if index > 0 && index % GROUP == 0 {
                grouped.push(' ');
            }
            grouped.push(letter);
        }
        grouped
    }

    /// The hash to store.
    pub fn hash(&self) -> PasswordHash {
        PasswordHash(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(digest(self.0.as_bytes()))))
    }
}

impl fmt::Debug for PlainPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainPassword(…)")
    }
}

/// The stored form of a password: `$generic$` and the base64url of a keyed BLAKE2b of 30 bytes, as `wp_fast_hash` of
/// WordPress 6.8 makes it. A fast hash does because the password is 142 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// A hash read from the store. One of another scheme is kept and matches nothing.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `password` is the one, compared in constant time.
    pub fn matches(&self, password: &PlainPassword) -> bool {
        self.0.as_bytes().ct_eq(password.hash().0.as_bytes()).into()
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

fn digest(password: &[u8]) -> [u8; 30] {
    #[expect(clippy::expect_used, reason = "the key is a constant shorter than BLAKE2b's 64 bytes")]
    let mut mac = Blake2bMac::<U30>::new_from_slice(KEY).expect("17 bytes are a key");
    mac.update(password);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Mutex};

    use growffinity_kernel::Random;

    use super::PlainPassword;

    /// A xorshift generator: even enough to show a bias of ours, the same in every run.
    struct Xorshift(Mutex<u64>);

    impl Random for Xorshift {
        fn fill(&self, bytes: &mut [u8]) {
            let mut state = self.0.lock().unwrap();
            for byte in bytes {
                *state ^= *state << 13;
                *state ^= *state >> 7;
                *state ^= *state << 17;
                *byte = state.to_le_bytes()[5];
            }
        }
    }

    #[test]
    fn the_hash_is_wordpresss() {
        let password = PlainPassword::from_input("abcd EFGH-1234 ijkl MNOP 5678");
        assert_eq!(password.as_str(), "abcdEFGH1234ijklMNOP5678");
        assert_eq!(password.hash().as_str(), "$generic$F6W18u0QEytvRVb59DemVWRxyTxU6vg_VK0s_f-h");
    }

    #[test]
    fn grouping_and_punctuation_do_not_matter_but_case_does() {
        let hash = PlainPassword::from_input("abcdEFGH1234ijklMNOP5678").hash();
        for same in
            ["abcd EFGH 1234 ijkl MNOP 5678", "abcd-EFGH-1234-ijkl-MNOP-5678", " abcdEFGH1234ijklMNOP5678\u{e9}"]
        {
            assert!(hash.matches(&PlainPassword::from_input(same)), "{same}");
        }
        for other in ["", "ABCD efgh 1234 ijkl MNOP 5678", "abcdEFGH1234ijklMNOP567"] {
            assert!(!hash.matches(&PlainPassword::from_input(other)), "{other}");
        }
    }

    #[test]
    fn every_letter_is_as_likely_as_any_other() {
        let random = Xorshift(Mutex::new(0x2545_F491_4F6C_DD1D));
        let mut counts = BTreeMap::new();
        // 62 letters of 4,000 each: taking every byte modulo 62 would give the first eight letters 25 % more.
        for _ in 0..62 * 4_000 / 24 {
            let password = PlainPassword::generate(&random);
            assert_eq!(password.as_str().len(), 24);
            assert_eq!(password.grouped().len(), 29);
            for letter in password.as_str().chars() {
                *counts.entry(letter).or_insert(0_u32) += 1;
            }
        }
        assert_eq!(counts.len(), 62);
        assert!(counts.values().all(|count| (3_700..4_300).contains(count)), "{counts:?}");
    }

    #[test]
    fn secrets_do_not_show_in_debug() {
        let password = PlainPassword::from_input("abcdEFGH1234ijklMNOP5678");
        assert!(!format!("{password:?} {:?}", password.hash()).contains("abcd"));
    }
}
