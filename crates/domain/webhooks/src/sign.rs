//! Signatures: Standard Webhooks, WooCommerce's header, and our own. All are HMAC-SHA256 over the very bytes that are sent.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::WebhookSecret;

/// `webhook-signature` of Standard Webhooks (its specification, "Signature scheme"): `v1,` and base64 of the signature of
/// `id.timestamp.body`, once for each of `secrets`, parted by a blank.
pub fn standard_signature(secrets: &[&WebhookSecret], id: &str, timestamp: i64, body: &[u8]) -> String {
    let head = format!("{id}.{timestamp}.");
    let one = |secret: &&WebhookSecret| {
        format!("v1,{}", STANDARD.encode(mac(&secret.standard_key(), &[head.as_bytes(), body])))
    };
    secrets.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// `X-WC-Webhook-Signature`: base64 of the signature of the body, under the secret as it is written.
pub fn woocommerce_signature(secret: &WebhookSecret, body: &[u8]) -> String {
    STANDARD.encode(mac(secret.expose().as_bytes(), &[body]))
}

/// `X-Growffinity-Signature`: `sha256=` and the same signature in lower-case hexadecimal.
pub fn own_signature(secret: &WebhookSecret, body: &[u8]) -> String {
    let digits = mac(secret.expose().as_bytes(), &[body]).iter().fold(String::new(), |mut digits, byte| {
        // Writing to a String does not fail.
        let _ = std::fmt::Write::write_fmt(&mut digits, format_args!("{byte:02x}"));
        digits
    });
    format!("sha256={digits}")
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> WebhookSecret {
        WebhookSecret::parse(text).unwrap()
    }

    #[test]
    fn woocommerce_and_our_own_are_what_openssl_says() {
        // printf '{"id":1}' | openssl dgst -sha256 -hmac topsecret -binary | base64
        let signature = woocommerce_signature(&secret("topsecret"), b"{\"id\":1}");
        assert_eq!(signature, "2jVXuwHprbWFJzRSoY1AVT/Ncf0a7q416zDIGnsIKFA=");
        // … | openssl dgst -sha256 -hmac topsecret
        let digits = "da3557bb01e9adb585273452a18d40553fcd71fd1aeeae35eb30c81a7b082850";
        assert_eq!(own_signature(&secret("topsecret"), b"{\"id\":1}"), format!("sha256={digits}"));
    }

    #[test]
    fn standard_webhooks_signs_id_time_and_body_with_each_key() {
        // The example of the specification's own libraries.
        let one = secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let body = b"{\"test\": 2432232314}";
        let signature = standard_signature(&[&one], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let both =
            standard_signature(&[&secret("new-secret"), &one], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert!(both.ends_with(&format!(" {signature}")) && both.starts_with("v1,"), "{both}");
    }
}
