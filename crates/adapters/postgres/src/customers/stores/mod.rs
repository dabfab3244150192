//! Shops on PostgreSQL.

mod default;
mod list;
mod write;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::Connection;
use growffinity_customers::{
    Platform, Store,
    ports::StoreCatalog,
    stores::{
        NewStore, SealedSecrets, SecretsToWrite, StoreQuery,
        ports::{StoreDeletion, StoreWritten},
    },
};
use growffinity_kernel::{Currency, Page, StoreError, StoreId};

use crate::Database;

/// Shops in `database`.
#[derive(Debug, Clone)]
pub struct PgStores(Database);

impl PgStores {
    /// The catalogue in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl StoreCatalog for PgStores {
    async fn find(&self, id: StoreId) -> Result<Option<Store>, StoreError> {
        self.0.read("find_store", move |connection| list::find(connection, id.get())).await
    }

    async fn list(&self, query: &StoreQuery) -> Result<Page<Store>, StoreError> {
        let query = query.clone();
        self.0.read("list_stores", move |connection| list::list(connection, &query)).await
    }

    async fn insert(
        &self,
        store: &NewStore,
        secrets: &SecretsToWrite,
        now: DateTime<Utc>,
    ) -> Result<StoreWritten, StoreError> {
        let (store, secrets) = (store.clone(), secrets.clone());
        self.0
            .run("insert_store", move |connection| {
                connection.transaction(|connection| write::insert(connection, &store, &secrets, now))
            })
            .await
    }

    async fn save(&self, store: &Store, expected: i32, secrets: &SecretsToWrite) -> Result<StoreWritten, StoreError> {
        let (store, secrets) = (store.clone(), secrets.clone());
        self.0
            .run("save_store", move |connection| {
                connection.transaction(|connection| write::save(connection, &store, expected, &secrets))
            })
            .await
    }

    async fn delete(&self, id: StoreId) -> Result<StoreDeletion, StoreError> {
        self.0.run("delete_store", move |connection| write::delete(connection, id.get())).await
    }

    async fn secrets(&self, id: StoreId) -> Result<Option<SealedSecrets<Option<Vec<u8>>>>, StoreError> {
        self.0.read("store_secrets", move |connection| list::secrets(connection, id.get())).await
    }

    async fn ensure(
        &self,
        name: &str,
        platform: Platform,
        currency: Currency,
        now: DateTime<Utc>,
    ) -> Result<Store, StoreError> {
        let name = name.to_owned();
        self.0
            .run("ensure_store", move |connection| {
                connection.transaction(|connection| default::ensure(connection, &name, platform, currency, now))
            })
            .await
    }

    async fn ensure_default(
        &self,
        name: &str,
        platform: Platform,
        currency: Currency,
        now: DateTime<Utc>,
    ) -> Result<Store, StoreError> {
        let name = name.to_owned();
        self.0
            .run("ensure_default_store", move |connection| {
                connection.transaction(|connection| default::ensure_default(connection, &name, platform, currency, now))
            })
            .await
    }
}
