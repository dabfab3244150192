//! What shops need from the outside. One call of a store is one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{Currency, Page, StoreError, StoreId};

use super::{NewStore, SealedSecrets, SecretsToWrite, StoreQuery};
use crate::{Platform, Store};

/// Keeps shops. One of them is the default one, once there is any.
#[async_trait]
pub trait StoreCatalog: Send + Sync {
    /// The shop with this id.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, id: StoreId) -> Result<Option<Store>, StoreError>;

    /// A part of a list. The total MUST be exact.
    ///
    /// # Errors
    /// When the store fails.
    async fn list(&self, query: &StoreQuery) -> Result<Page<Store>, StoreError>;

    /// Adds a shop. The first one is the default one; one that is to be takes the present one's place.
    ///
    /// # Errors
    /// When the store fails.
    async fn insert(
        &self,
        store: &NewStore,
        secrets: &SecretsToWrite,
        now: DateTime<Utc>,
    ) -> Result<StoreWritten, StoreError>;

    /// Writes `store` over the version `expected`, with the secrets that are to change. One that is to be the default
    /// one takes the present one's place.
    ///
    /// # Errors
    /// When the store fails.
    async fn save(&self, store: &Store, expected: i32, secrets: &SecretsToWrite) -> Result<StoreWritten, StoreError>;

    /// Deletes a shop, unless it is the default one or anything names it.
    ///
    /// # Errors
    /// When the store fails.
    async fn delete(&self, id: StoreId) -> Result<StoreDeletion, StoreError>;

    /// The shop's secrets, encrypted as they were given; `None` when there is no such shop.
    ///
    /// # Errors
    /// When the store fails.
    async fn secrets(&self, id: StoreId) -> Result<Option<SealedSecrets<Option<Vec<u8>>>>, StoreError>;

    /// The shop of this name (whatever the case), made when there is none; the first one made is the default.
    ///
    /// # Errors
    /// When the store fails.
    async fn ensure(
        &self,
        name: &str,
        platform: Platform,
        currency: Currency,
        now: DateTime<Utc>,
    ) -> Result<Store, StoreError>;

    /// The default shop, whatever its name; without any, the one called `name` becomes it, made when there is none.
    ///
    /// # Errors
    /// When the store fails.
    async fn ensure_default(
        &self,
        name: &str,
        platform: Platform,
        currency: Currency,
        now: DateTime<Utc>,
    ) -> Result<Store, StoreError>;
}

/// What came of writing a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreWritten {
    /// It is written; this is how it is now.
    Done(Box<Store>),
    /// Another shop has the name.
    Taken(StoreId),
    /// Someone else has changed it since; this is the version now. `None`: it is gone.
    Stale(Option<i32>),
}

/// What came of deleting a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreDeletion {
    /// It is gone.
    Deleted,
    /// It was not there.
    NotFound,
    /// Something names it.
    InUse,
    /// It is the default one.
    Default,
}

/// Encrypts what has to be read again.
pub trait SecretSeal: Send + Sync {
    /// Encrypts `plain`; the same text MUST NOT give the same bytes twice.
    fn seal(&self, plain: &str) -> Vec<u8>;

    /// Decrypts what [`SecretSeal::seal`] made, and refuses everything else.
    ///
    /// # Errors
    /// An inconsistent [`StoreError`] when `sealed` was changed or made under another key.
    fn open(&self, sealed: &[u8]) -> Result<String, StoreError>;
}
