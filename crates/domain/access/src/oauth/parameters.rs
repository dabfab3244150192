//! The parameters of a signed request, and what may be wrong with them.

use std::fmt;

use chrono::{DateTime, Utc};

use super::signature;

/// How far a timestamp may be off, in seconds.
const TIMESTAMP_WITHIN: u64 = 15 * 60;

/// Why a signed request is refused. The texts are WooCommerce's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OAuthFault {
    /// Some of the parameters are there, these are not.
    #[error("Missing OAuth parameter(s) {}", .0.join(", "))]
    MissingParameters(Vec<&'static str>),
    /// No accepted key has this consumer key.
    #[error("Consumer key is invalid.")]
    InvalidConsumerKey,
    /// Neither HMAC-SHA1 nor HMAC-SHA256.
    #[error("Invalid signature - signature method is invalid.")]
    InvalidMethod,
    /// Not signed with the key's secret, or not this request.
    #[error("Invalid signature - provided signature does not match.")]
    InvalidSignature,
    /// More than 15 minutes off, or no number.
    #[error("Invalid timestamp.")]
    InvalidTimestamp,
    /// The key has used this nonce before.
    #[error("Invalid nonce - nonce has already been used.")]
    NonceUsed,
}

/// A request whose signature is to be checked.
#[derive(Clone, Copy)]
pub struct OAuthRequest<'a> {
    /// The method it came by, in capitals.
    pub method: &'a str,
    /// Every form of its address, without query, that its sender may have typed.
    pub urls: &'a [String],
    /// Its parameters, decoded, in their order: the query's, a form's, the Authorization header's.
    pub parameters: &'a [(String, String)],
}

impl fmt::Debug for OAuthRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthRequest").field("method", &self.method).finish_non_exhaustive()
    }
}

/// What signs a request.
#[derive(Clone, Copy)]
pub struct OAuthParameters<'a> {
    /// Which key.
    pub consumer_key: &'a str,
    /// When it was signed, in seconds since 1970.
    pub timestamp: &'a str,
    /// What makes it the only one of its kind.
    pub nonce: &'a str,
    signature: &'a str,
    method: &'a str,
}

impl fmt::Debug for OAuthParameters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthParameters").field("timestamp", &self.timestamp).finish_non_exhaustive()
    }
}

impl<'a> OAuthParameters<'a> {
    /// The parameters of a request; `None` when it has none of them.
    ///
    /// # Errors
    /// [`OAuthFault::MissingParameters`] when it has some, not all.
    pub fn read(request: &OAuthRequest<'a>) -> Result<Option<Self>, OAuthFault> {
        let mut missing = Vec::new();
        let mut read = |name: &'static str| {
            let given = request.parameters.iter().rev().find(|(given, _)| given == name);
            let value = given.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty());
            if value.is_none() {
                missing.push(name);
            }
            value.unwrap_or_default()
        };
        let parameters = Self {
            consumer_key: read("oauth_consumer_key"),
            timestamp: read("oauth_timestamp"),
            nonce: read("oauth_nonce"),
            signature: read("oauth_signature"),
            method: read("oauth_signature_method"),
        };
        match missing.len() {
            0 => Ok(Some(parameters)),
            5 => Ok(None),
            _ => Err(OAuthFault::MissingParameters(missing)),
        }
    }

    /// Checks method, signature and timestamp, in this order, against the consumer key's secret.
    ///
    /// # Errors
    /// [`OAuthFault::InvalidMethod`], [`OAuthFault::InvalidSignature`], [`OAuthFault::InvalidTimestamp`].
    pub fn verify(&self, request: &OAuthRequest<'_>, secret: &str, now: DateTime<Utc>) -> Result<(), OAuthFault> {
        let method = signature::Method::from_name(self.method).ok_or(OAuthFault::InvalidMethod)?;
        // A plus sign that nobody encoded arrives as a space.
        let sent = self.signature.replace(' ', "+");
        if !signature::matches(request, method, secret, &sent) {
            return Err(OAuthFault::InvalidSignature);
        }
        let timestamp: i64 = self.timestamp.parse().map_err(|_| OAuthFault::InvalidTimestamp)?;
        let is_near = now.timestamp().abs_diff(timestamp) <= TIMESTAMP_WITHIN;
        if is_near { Ok(()) } else { Err(OAuthFault::InvalidTimestamp) }
    }
}

#[cfg(test)]
mod tests;
