//! The keys that suppressed addresses are hashed with, made of those that secrets are encrypted under.

use growffinity_postgres::AddressKeys;
use ring::{digest, hmac};

use super::Key;

/// One key for addresses a key, in their order: the first hashes what is new, the others find what is there.
pub(super) fn derive(keys: &[Key]) -> Option<AddressKeys> {
    let mut derived: Vec<(i32, [u8; 32])> = Vec::with_capacity(keys.len());
    for key in keys {
        let made = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), b"growffinity addresses");
        let made: [u8; 32] = made.as_ref().try_into().ok()?;
        let named = digest::digest(&digest::SHA256, &[b"growffinity address key ", made.as_slice()].concat());
        let id = i32::from_be_bytes(named.as_ref().get(..4)?.try_into().ok()?);
        if !derived.contains(&(id, made)) {
            derived.push((id, made));
        }
    }
    AddressKeys::new(&derived)
}

#[cfg(test)]
mod tests {
    use super::derive;

    #[test]
    fn each_key_gives_one_and_a_key_named_twice_counts_once() {
        let ids = |keys: &[[u8; 32]]| format!("{:?}", derive(keys).unwrap());
        assert_eq!(ids(&[[1; 32], [1; 32]]), ids(&[[1; 32]]));
        assert_ne!(ids(&[[1; 32], [2; 32]]), ids(&[[2; 32], [1; 32]]), "the order tells which is for new hashes");
        assert!(derive(&[]).is_none());
    }
}
