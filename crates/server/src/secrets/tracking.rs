//! The keys that links in messages are signed with, made of those that secrets are encrypted under.

use growffinity_campaigns::tracking::TrackingKeys;
use ring::hmac;

use super::Key;

/// One key for links a key, in their order: the first signs, all are taken.
pub(super) fn derive(keys: &[Key]) -> Option<TrackingKeys> {
    let made = |key: &Key| {
        let made = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), b"growffinity tracking");
        <[u8; 32]>::try_from(made.as_ref()).ok()
    };
    TrackingKeys::new(keys.iter().map(made).collect::<Option<_>>()?)
}
