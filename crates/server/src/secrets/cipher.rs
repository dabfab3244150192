//! ChaCha20-Poly1305 with a list of keys: the first one encrypts, each decrypts.

use std::{fmt, sync::Arc};

use growffinity_access::keys::SecretCipher;
use growffinity_kernel::{Random, StoreError};
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest::{SHA256, digest},
};

use super::Key;

/// What a sealed text begins with: which form it has.
const FORM: u8 = 1;
/// How many bytes of a key's digest tell which key it is.
const NAME_LEN: usize = 4;
const HEAD_LEN: usize = 1 + NAME_LEN + NONCE_LEN;

/// [`SecretCipher`] by ChaCha20-Poly1305 (RFC 8439). A sealed text is a byte for its form, four that name the key, the
/// random nonce, the encrypted text and its tag.
pub struct AeadCipher {
    first: NamedKey,
    older: Vec<NamedKey>,
    random: Arc<dyn Random>,
}

struct NamedKey {
    name: [u8; NAME_LEN],
    key: LessSafeKey,
}

impl NamedKey {
    fn new(bytes: &Key) -> Option<Self> {
        let named = digest(&SHA256, &[b"growffinity key ", bytes.as_slice()].concat());
        let name = named.as_ref().get(..NAME_LEN)?.try_into().ok()?;
        Some(Self { name, key: LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, bytes).ok()?) })
    }
}

impl AeadCipher {
    /// A cipher that encrypts under the first of `keys`; `None` when there is none. `random` gives the nonces.
    pub(super) fn new(keys: &[Key], random: Arc<dyn Random>) -> Option<Self> {
        let (first, older) = keys.split_first()?;
        let older = older.iter().filter_map(NamedKey::new).collect();
        Some(Self { first: NamedKey::new(first)?, older, random })
    }

    fn decrypt(&self, sealed: &[u8]) -> Option<String> {
        let (head, body) = sealed.split_at_checked(HEAD_LEN)?;
        let (form, named) = head.split_first()?;
        let (name, nonce) = named.split_at_checked(NAME_LEN)?;
        let mut keys = std::iter::once(&self.first).chain(&self.older);
        let key = keys.find(|key| *form == FORM && key.name == name)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = body.to_vec();
        let plain = key.key.open_in_place(nonce, Aad::from(name), &mut body).ok()?;
        String::from_utf8(plain.to_vec()).ok()
    }
}

impl SecretCipher for AeadCipher {
    #[expect(clippy::expect_used, reason = "only texts of 256 GB and more can't be encrypted")]
    fn seal(&self, plain: &str) -> Vec<u8> {
        let NamedKey { name, key } = &self.first;
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce);
        let mut sealed = vec![FORM];
        sealed.extend_from_slice(name);
        sealed.extend_from_slice(&nonce);
        let mut body = plain.as_bytes().to_vec();
        let nonce = Nonce::assume_unique_for_key(nonce);
        key.seal_in_place_append_tag(nonce, Aad::from(name), &mut body).expect("a text that fits memory is encrypted");
        sealed.append(&mut body);
        sealed
    }

    fn open(&self, sealed: &[u8]) -> Result<String, StoreError> {
        let why = "a secret was changed, or is encrypted under a key that secrets.key no longer lists";
        self.decrypt(sealed).ok_or_else(|| StoreError::inconsistent(why))
    }
}

impl fmt::Debug for AeadCipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AeadCipher").field("keys", &(1 + self.older.len())).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemRandom;

    fn cipher(keys: &[Key]) -> AeadCipher {
        AeadCipher::new(keys, Arc::new(SystemRandom)).unwrap()
    }

    #[test]
    fn what_is_sealed_is_opened_again_and_looks_different_each_time() {
        let cipher = cipher(&[[1; 32]]);
        for text in ["", "cs_0123456789", &"ß".repeat(10_000)] {
            let (one, other) = (cipher.seal(text), cipher.seal(text));
            assert_ne!(one, other);
            assert!(text.is_empty() || !one.windows(text.len()).any(|part| part == text.as_bytes()));
            assert_eq!((cipher.open(&one).unwrap(), cipher.open(&other).unwrap()), (text.to_owned(), text.to_owned()));
        }
    }

    #[test]
    fn no_bit_can_be_changed_and_nothing_cut_off() {
        let cipher = cipher(&[[1; 32]]);
        let sealed = cipher.seal("cs_secret");
        for index in 0..sealed.len() {
            for bit in 0..8 {
                let mut changed = sealed.clone();
                changed[index] ^= 1 << bit;
                assert!(cipher.open(&changed).is_err(), "byte {index}, bit {bit}");
            }
            assert!(cipher.open(&sealed[..index]).is_err(), "{index} bytes");
        }
    }

    #[test]
    fn an_older_key_still_decrypts_and_no_longer_encrypts() {
        let (old, new) = (cipher(&[[1; 32]]), cipher(&[[2; 32]]));
        let (both, sealed) = (cipher(&[[2; 32], [1; 32]]), old.seal("cs_secret"));
        assert_eq!(both.open(&sealed).unwrap(), "cs_secret");
        assert!(new.open(&sealed).is_err());
        assert_eq!(new.open(&both.seal("cs_new")).unwrap(), "cs_new");
        assert!(!format!("{both:?}").contains("[2"));
    }
}
