//! The service that makes keys and tells whose they are.

use std::{fmt, sync::Arc};

use growffinity_kernel::{ApiKeyId, Clock, Page, Random, StoreError};

use super::{ApiKey, ApiKeyQuery, ApiKeyStore, KeyCredential, KeySecret, NonceStore, RevocationNews, SecretCipher};
use crate::{Access, Principal, recent::RecentSignIns};

/// API keys.
pub struct ApiKeys {
    pub(super) store: Arc<dyn ApiKeyStore>,
    pub(super) nonces: Arc<dyn NonceStore>,
    pub(super) cipher: Arc<dyn SecretCipher>,
    pub(super) news: Arc<dyn RevocationNews>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
    pub(super) recent: Arc<RecentSignIns>,
}

impl ApiKeys {
    /// The service over its ports.
    pub fn new(
        store: Arc<dyn ApiKeyStore>,
        nonces: Arc<dyn NonceStore>,
        cipher: Arc<dyn SecretCipher>,
        news: Arc<dyn RevocationNews>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        let recent = Arc::new(RecentSignIns::new(&*random));
        Self { store, nonces, cipher, news, clock, random, recent }
    }

    /// The same service, remembering and forgetting together with `access`: what either of them takes back is then
    /// forgotten by both at once.
    #[must_use]
    pub fn beside(mut self, access: &Access) -> Self {
        self.recent = Arc::clone(&access.recent);
        self
    }

    /// Tells whose token this is when it was found right a moment ago; looks nothing up.
    pub fn recall_token(&self, token: &str) -> Option<Principal> {
        self.recent.find(&self.recent.key(&["token", token]), self.clock.now())
    }

    /// Tells whose consumer key and secret these are when they were found right a moment ago; looks nothing up.
    pub fn recall_pair(&self, key: &str, secret: &str) -> Option<Principal> {
        self.recent.find(&self.recent.key(&["pair", key, secret]), self.clock.now())
    }

    /// Finds a key.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn find(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        self.store.find_key(id).await
    }

    /// A part of a list of keys.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn list(&self, query: &ApiKeyQuery) -> Result<Page<ApiKey>, StoreError> {
        self.store.list_keys(query, self.clock.now()).await
    }

    /// Takes a key back, for good; `None` when there is no such key.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn revoke(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        let revoked = self.store.revoke_key(id, self.clock.now()).await?;
        if revoked.is_some() {
            self.tell().await;
        }
        Ok(revoked)
    }

    /// Forgets the keys found right lately: one of them was taken back, or its user changed.
    pub fn forget_credentials(&self) {
        self.recent.forget();
    }

    /// Makes every node forget. When the others can't be told, they forget by themselves within five seconds.
    pub(super) async fn tell(&self) {
        self.recent.forget();
        let _ = self.news.tell().await;
    }

    pub(super) fn seal(&self, secret: &KeySecret) -> KeyCredential {
        let sealed_secret = match secret {
            KeySecret::Token(_) => None,
            KeySecret::Pair { consumer_secret, .. } => Some(self.cipher.seal(consumer_secret)),
        };
        KeyCredential { lookup: secret.lookup(), sealed_secret, truncated_key: secret.truncated() }
    }
}

impl fmt::Debug for ApiKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKeys").finish_non_exhaustive()
    }
}
