//! The signature of a shop's webhooks.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The value of `X-WC-Webhook-Signature`: base64 of the HMAC-SHA256 of the body, byte for byte, under the secret.
pub fn sign(secret: &str, body: &[u8]) -> String {
    STANDARD.encode(mac(secret, body).map(|mac| mac.finalize().into_bytes()).unwrap_or_default())
}

/// Whether `signature` is that of `body`; compared in constant time.
pub fn signature_holds(secret: &str, body: &[u8], signature: &str) -> bool {
    let Ok(sent) = STANDARD.decode(signature.trim()) else { return false };
    !secret.is_empty() && mac(secret, body).is_some_and(|mac| mac.verify_slice(&sent).is_ok())
}

fn mac(secret: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(body);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_openssl() {
        // printf '{"id":1}' | openssl dgst -sha256 -hmac secret -binary | base64
        let signature = "A971iWIMgT8Zj9A9eWfikrFj7wQ16/Qwcc4OlRl2PLc=";
        assert_eq!(sign("secret", b"{\"id\":1}"), signature);
        assert!(signature_holds("secret", b"{\"id\":1}", signature));
        for (secret, body, sent) in [
            ("secret", "{\"id\":2}", signature),
            ("other", "{\"id\":1}", signature),
            ("secret", "{\"id\":1}", ""),
            ("secret", "{\"id\":1}", "not base64!"),
        ] {
            assert!(!signature_holds(secret, body.as_bytes(), sent), "{secret} {body} {sent}");
        }
        assert!(!signature_holds("", b"x", &sign("", b"x")), "a shop without a secret trusts nobody");
    }
}
