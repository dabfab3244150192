//! Makes a key.

use chrono::{DateTime, Utc};
use growffinity_kernel::{StoreError, UserId};

use super::{ApiKey, ApiKeyDraft, ApiKeys, KeyPermissions, KeySecret, KeyType, Scope};
use crate::{PasswordName, Plan};

/// A key that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApiKey {
    /// What it is called.
    pub name: PasswordName,
    /// How it is sent.
    pub kind: KeyType,
    /// Whether it reads, writes or both.
    pub permissions: KeyPermissions,
    /// The parts of the shop it is for; empty for all.
    pub scopes: Vec<Scope>,
    /// How fast it may call.
    pub plan: Plan,
    /// Whom it acts for.
    pub user: UserId,
    /// When its time is over.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A key and its secret, which is shown nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedApiKey {
    /// The key.
    pub key: ApiKey,
    /// The secret in clear.
    pub secret: KeySecret,
}

/// Why a key is not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateApiKeyError {
    /// There is no such user.
    #[error("no such user")]
    UnknownUser,
    /// Its time would be over before it began.
    #[error("the key would have expired already")]
    ExpiredAlready,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ApiKeys {
    /// Makes a key.
    ///
    /// # Errors
    /// - [`CreateApiKeyError::UnknownUser`] when there is no such user.
    /// - [`CreateApiKeyError::ExpiredAlready`] when `expires_at` is not ahead.
    /// - [`CreateApiKeyError::Store`] when the store fails.
    pub async fn create(&self, new: NewApiKey) -> Result<CreatedApiKey, CreateApiKeyError> {
        let now = self.clock.now();
        if new.expires_at.is_some_and(|end| end <= now) {
            return Err(CreateApiKeyError::ExpiredAlready);
        }
        let secret = KeySecret::generate(new.kind, &*self.random);
        let mut scopes = new.scopes;
        scopes.sort_by_key(|scope| Scope::ALL.iter().position(|it| it == scope));
        scopes.dedup();
        let draft = ApiKeyDraft {
            name: new.name,
            kind: new.kind,
            permissions: new.permissions,
            scopes,
            plan: new.plan,
            user: new.user,
            expires_at: new.expires_at,
            created_at: now,
        };
        let stored = self.store.insert_key(&draft, &self.seal(&secret)).await?;
        let key = stored.ok_or(CreateApiKeyError::UnknownUser)?;
        Ok(CreatedApiKey { key, secret })
    }
}
