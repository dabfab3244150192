//! Tells whose a key is, however it was sent.

use chrono::{DateTime, Utc};
use growffinity_kernel::StoreError;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{ApiKeys, KeyLookup, KeySignIn, KeyStatus, KeyType, secret::hex};
use crate::{
    Principal, UserStatus,
    oauth::{OAuthFault, OAuthParameters, OAuthRequest},
};

/// Why a key is refused.
#[derive(Debug, thiserror::Error)]
pub enum KeyAuthenticationError {
    /// There is no such key, or it is no longer accepted.
    #[error("unknown key")]
    UnknownKey,
    /// The consumer key is known, the secret is not its own.
    #[error("the consumer secret is wrong")]
    IncorrectSecret,
    /// The request's signature, or something around it, is wrong.
    #[error(transparent)]
    OAuth(#[from] OAuthFault),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ApiKeys {
    /// Tells whose token this is.
    ///
    /// # Errors
    /// - [`KeyAuthenticationError::UnknownKey`] when it is no accepted token.
    /// - [`KeyAuthenticationError::Store`] when the store fails.
    pub async fn authenticate_token(&self, token: &str) -> Result<Principal, KeyAuthenticationError> {
        let now = self.clock.now();
        let remembered = self.recent.key(&["token", token]);
        let as_of = self.recent.generation();
        if let Some(principal) = self.recent.find(&remembered, now) {
            return Ok(principal);
        }
        let found = self.find_accepted(token, KeyType::Token, now).await?;
        let found = found.ok_or(KeyAuthenticationError::UnknownKey)?;
        let principal = self.accept(found, now).await?;
        self.recent.remember(remembered, as_of, now, principal.clone());
        Ok(principal)
    }

    /// Tells whose consumer key and secret these are.
    ///
    /// # Errors
    /// - [`KeyAuthenticationError::UnknownKey`] when the consumer key is not accepted.
    /// - [`KeyAuthenticationError::IncorrectSecret`] when the secret is not its own.
    /// - [`KeyAuthenticationError::Store`] when the store fails.
    pub async fn authenticate_pair(&self, key: &str, secret: &str) -> Result<Principal, KeyAuthenticationError> {
        let now = self.clock.now();
        let remembered = self.recent.key(&["pair", key, secret]);
        let as_of = self.recent.generation();
        if let Some(principal) = self.recent.find(&remembered, now) {
            return Ok(principal);
        }
        let found = self.find_accepted(key, KeyType::Pair, now).await?;
        let found = found.ok_or(KeyAuthenticationError::UnknownKey)?;
        let kept = self.secret_of(&found)?;
        if !bool::from(kept.as_bytes().ct_eq(secret.as_bytes())) {
            return Err(KeyAuthenticationError::IncorrectSecret);
        }
        let principal = self.accept(found, now).await?;
        self.recent.remember(remembered, as_of, now, principal.clone());
        Ok(principal)
    }

    /// Tells whose signature a request bears; `None` when it bears none.
    ///
    /// # Errors
    /// - [`KeyAuthenticationError::OAuth`] with the first fault, in WooCommerce's order: a parameter missing, the key,
    ///   the method, the signature, the timestamp, the nonce.
    /// - [`KeyAuthenticationError::Store`] when the store fails.
    pub async fn authenticate_oauth(
        &self,
        request: &OAuthRequest<'_>,
    ) -> Result<Option<Principal>, KeyAuthenticationError> {
        let now = self.clock.now();
        let Some(parameters) = OAuthParameters::read(request)? else { return Ok(None) };
        let found = self.find_accepted(parameters.consumer_key, KeyType::Pair, now).await?;
        let found = found.ok_or(OAuthFault::InvalidConsumerKey)?;
        parameters.verify(request, &self.secret_of(&found)?, now)?;
        let nonce = hex(&Sha256::digest(parameters.nonce));
        if !self.nonces.use_nonce(found.key.id, &nonce, now).await? {
            return Err(OAuthFault::NonceUsed.into());
        }
        Ok(Some(self.accept(found, now).await?))
    }

    async fn find_accepted(
        &self,
        text: &str,
        kind: KeyType,
        now: DateTime<Utc>,
    ) -> Result<Option<KeySignIn>, StoreError> {
        let found = self.store.find_key_sign_in(&KeyLookup::of(text)).await?;
        Ok(found.filter(|found| {
            found.key.kind == kind
                && found.key.status(now) == KeyStatus::Active
                && found.accepted_until.is_none_or(|until| now < until)
                && found.user.status == UserStatus::Active
        }))
    }

    fn secret_of(&self, found: &KeySignIn) -> Result<String, StoreError> {
        let sealed = found.sealed_secret.as_deref();
        let sealed = sealed.ok_or_else(|| StoreError::inconsistent(format!("key {} has no secret", found.key.id)))?;
        self.cipher.open(sealed)
    }

    async fn accept(&self, found: KeySignIn, now: DateTime<Utc>) -> Result<Principal, StoreError> {
        if found.key.access_is_news(now) {
            self.store.record_key_access(found.key.id, now).await?;
        }
        Ok(Principal { credential: found.key.credential(), user: found.user })
    }
}
