//! Gives a key a new secret while the old one is still accepted for a time.

use chrono::TimeDelta;
use growffinity_kernel::{ApiKeyId, StoreError};

use super::{ApiKeys, CreatedApiKey, KeySecret, KeyStatus};

/// Why a key is not rotated.
#[derive(Debug, thiserror::Error)]
pub enum RotateApiKeyError {
    /// There is no such key.
    #[error("no such key")]
    UnknownKey,
    /// It was taken back, or its time is over.
    #[error("the key is no longer accepted")]
    NotActive,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ApiKeys {
    /// Gives the key a new secret. The old one is accepted for `overlap` (nothing when it is not positive), one that was
    /// in an overlap already no more.
    ///
    /// # Errors
    /// - [`RotateApiKeyError::UnknownKey`] when there is no such key.
    /// - [`RotateApiKeyError::NotActive`] when it was revoked or has expired.
    /// - [`RotateApiKeyError::Store`] when the store fails.
    pub async fn rotate(&self, id: ApiKeyId, overlap: TimeDelta) -> Result<CreatedApiKey, RotateApiKeyError> {
        let now = self.clock.now();
        let key = self.store.find_key(id).await?.ok_or(RotateApiKeyError::UnknownKey)?;
        if key.status(now) != KeyStatus::Active {
            return Err(RotateApiKeyError::NotActive);
        }
        let secret = KeySecret::generate(key.kind, &*self.random);
        let until = now.checked_add_signed(overlap).map_or(now, |until| until.max(now));
        let rotated = self.store.rotate_key(id, &self.seal(&secret), until, now).await?;
        let key = rotated.ok_or(RotateApiKeyError::NotActive)?;
        self.tell().await;
        Ok(CreatedApiKey { key, secret })
    }
}
