//! What keys need from the outside.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{ApiKeyId, Page, StoreError};

use super::{ApiKey, ApiKeyDraft, ApiKeyQuery, KeyLookup};
use crate::User;

/// What is kept of a key's secret.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyCredential {
    /// What it is found by.
    pub lookup: KeyLookup,
    /// The consumer secret, encrypted; `None` for a token.
    pub sealed_secret: Option<Vec<u8>>,
    /// The last seven characters, to know it by.
    pub truncated_key: String,
}

impl std::fmt::Debug for KeyCredential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyCredential").field("truncated_key", &self.truncated_key).finish_non_exhaustive()
    }
}

/// A key found by what was sent, whom it acts for, and what else proves it.
#[derive(Clone, PartialEq, Eq)]
pub struct KeySignIn {
    /// The key.
    pub key: ApiKey,
    /// Whom it acts for.
    pub user: User,
    /// The encrypted consumer secret that belongs to what was sent; `None` for a token.
    pub sealed_secret: Option<Vec<u8>>,
    /// Until when what was sent is accepted, when the key was rotated since.
    pub accepted_until: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for KeySignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeySignIn").field("key", &self.key.id).finish_non_exhaustive()
    }
}

/// Keeps API keys.
///
/// Each call MUST be one transaction.
#[async_trait]
pub trait ApiKeyStore: Send + Sync {
    /// Stores a key; `None` when its user is unknown.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn insert_key(&self, key: &ApiKeyDraft, credential: &KeyCredential) -> Result<Option<ApiKey>, StoreError>;

    /// Finds a key.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn find_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError>;

    /// Finds the key whose present credential, or the one before it, is found by `lookup`.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn find_key_sign_in(&self, lookup: &KeyLookup) -> Result<Option<KeySignIn>, StoreError>;

    /// Gives the key a new credential at `at`; the one it has is accepted until `overlap_until`, the one before that no
    /// more. `None`, and nothing changed, when the key is unknown or revoked.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn rotate_key(
        &self,
        id: ApiKeyId,
        credential: &KeyCredential,
        overlap_until: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Result<Option<ApiKey>, StoreError>;

    /// Takes the key back at `at`; one taken back before stays as it is. `None` when it is unknown.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn revoke_key(&self, id: ApiKeyId, at: DateTime<Utc>) -> Result<Option<ApiKey>, StoreError>;

    /// Writes down that the key was used at `at`.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn record_key_access(&self, id: ApiKeyId, at: DateTime<Utc>) -> Result<(), StoreError>;

    /// A part of a list of keys, their status as it is at `now`. The total MUST be exact, under the same filter.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn list_keys(&self, query: &ApiKeyQuery, now: DateTime<Utc>) -> Result<Page<ApiKey>, StoreError>;
}

/// Remembers the nonces of OAuth requests, for all nodes.
#[async_trait]
pub trait NonceStore: Send + Sync {
    /// Remembers that `key` used the nonce with this digest at `now`; false when it had before. An implementer MUST
    /// remember it for 30 minutes at least (a timestamp may be 15 minutes ahead and is good for 15 more), and of any
    /// number of callers at once MUST answer true to one.
    ///
    /// # Errors
    /// Any [`StoreError`].
    async fn use_nonce(&self, key: ApiKeyId, digest: &str, now: DateTime<Utc>) -> Result<bool, StoreError>;
}

/// Encrypts secrets that have to be read again.
pub trait SecretCipher: Send + Sync {
    /// Encrypts `plain`; the same text MUST NOT give the same bytes twice.
    fn seal(&self, plain: &str) -> Vec<u8>;

    /// Decrypts what [`SecretCipher::seal`] made, and refuses everything else.
    ///
    /// # Errors
    /// An inconsistent [`StoreError`] when `sealed` was changed or made under another key.
    fn open(&self, sealed: &[u8]) -> Result<String, StoreError>;
}

/// Tells every node that a credential was taken back.
#[async_trait]
pub trait RevocationNews: Send + Sync {
    /// Tells every node, this one included, to forget the credentials it remembers. An implementer MUST reach the nodes
    /// that can be reached within a second.
    ///
    /// # Errors
    /// Any [`StoreError`]; the change itself stands, and holds everywhere within five seconds.
    async fn tell(&self) -> Result<(), StoreError>;
}
