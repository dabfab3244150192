//! Keys, nonces and a cipher in memory.

use std::{
    collections::HashSet,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_access::{
    User,
    keys::{
        ApiKey, ApiKeyDraft, ApiKeyQuery, ApiKeyStore, KeyCredential, KeyLookup, KeySignIn, NonceStore, RevocationNews,
        SecretCipher,
    },
};
use growffinity_kernel::{ApiKeyId, Page, StoreError};

struct Row {
    key: ApiKey,
    now: KeyCredential,
    before: Option<(KeyCredential, DateTime<Utc>)>,
}

pub struct MemoryKeys {
    pub user: User,
    rows: Mutex<Vec<Row>>,
    nonces: Mutex<HashSet<(ApiKeyId, String)>>,
    pub written: AtomicU32,
    pub told: AtomicU32,
}

impl MemoryKeys {
    pub fn of(user: User) -> Self {
        let (rows, nonces) = (Mutex::default(), Mutex::default());
        Self { user, rows, nonces, written: AtomicU32::new(0), told: AtomicU32::new(0) }
    }

    fn change(&self, id: ApiKeyId, change: impl FnOnce(&mut Row)) -> Option<ApiKey> {
        let mut rows = self.rows.lock().unwrap();
        let row = rows.iter_mut().find(|row| row.key.id == id)?;
        change(row);
        Some(row.key.clone())
    }
}

#[async_trait]
impl ApiKeyStore for MemoryKeys {
    async fn insert_key(&self, key: &ApiKeyDraft, credential: &KeyCredential) -> Result<Option<ApiKey>, StoreError> {
        if key.user != self.user.id {
            return Ok(None);
        }
        let mut rows = self.rows.lock().unwrap();
        let key = ApiKey {
            id: ApiKeyId::new(i64::try_from(rows.len()).unwrap() + 1).unwrap(),
            name: key.name.clone(),
            kind: key.kind,
            permissions: key.permissions,
            scopes: key.scopes.clone(),
            plan: key.plan,
            user: key.user,
            truncated_key: credential.truncated_key.clone(),
            last_access_at: None,
            expires_at: key.expires_at,
            revoked_at: None,
            created_at: key.created_at,
            modified_at: key.created_at,
        };
        rows.push(Row { key: key.clone(), now: credential.clone(), before: None });
        Ok(Some(key))
    }

    async fn find_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        Ok(self.change(id, |_| ()))
    }

    async fn find_key_sign_in(&self, lookup: &KeyLookup) -> Result<Option<KeySignIn>, StoreError> {
        let rows = self.rows.lock().unwrap();
        let found = rows.iter().find_map(|row| {
            let before = row.before.as_ref().map(|(credential, until)| (credential, Some(*until)));
            let mut credentials = std::iter::once((&row.now, None)).chain(before);
            let (credential, accepted_until) = credentials.find(|(credential, _)| credential.lookup == *lookup)?;
            let sealed_secret = credential.sealed_secret.clone();
            Some(KeySignIn { key: row.key.clone(), user: self.user.clone(), sealed_secret, accepted_until })
        });
        Ok(found)
    }

    async fn rotate_key(
        &self,
        id: ApiKeyId,
        credential: &KeyCredential,
        overlap_until: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Result<Option<ApiKey>, StoreError> {
        Ok(self.change(id, |row| {
            row.before = Some((std::mem::replace(&mut row.now, credential.clone()), overlap_until));
            row.key.modified_at = at;
        }))
    }

    async fn revoke_key(&self, id: ApiKeyId, at: DateTime<Utc>) -> Result<Option<ApiKey>, StoreError> {
        Ok(self.change(id, |row| row.key.revoked_at = row.key.revoked_at.or(Some(at))))
    }

    async fn record_key_access(&self, id: ApiKeyId, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.written.fetch_add(1, Ordering::Relaxed);
        self.change(id, |row| row.key.last_access_at = Some(at));
        Ok(())
    }

    async fn list_keys(&self, _query: &ApiKeyQuery, _now: DateTime<Utc>) -> Result<Page<ApiKey>, StoreError> {
        let items: Vec<_> = self.rows.lock().unwrap().iter().rev().map(|row| row.key.clone()).collect();
        Ok(Page { total: u64::try_from(items.len()).unwrap(), items })
    }
}

#[async_trait]
impl NonceStore for MemoryKeys {
    async fn use_nonce(&self, key: ApiKeyId, digest: &str, _now: DateTime<Utc>) -> Result<bool, StoreError> {
        Ok(self.nonces.lock().unwrap().insert((key, digest.to_owned())))
    }
}

#[async_trait]
impl RevocationNews for MemoryKeys {
    async fn tell(&self) -> Result<(), StoreError> {
        self.told.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// Turns the text round: enough to tell that what is stored is not what is sent.
pub struct Reverse;

impl SecretCipher for Reverse {
    fn seal(&self, plain: &str) -> Vec<u8> {
        plain.bytes().rev().collect()
    }

    fn open(&self, sealed: &[u8]) -> Result<String, StoreError> {
        String::from_utf8(sealed.iter().rev().copied().collect()).map_err(StoreError::inconsistent)
    }
}
