//! The service of shops: make, look up, list, reach.

use std::{fmt, sync::Arc};

use chrono::{DateTime, Utc};
use growffinity_kernel::{Clock, Currency, Page, StoreError, StoreId};

use super::{
    StoreQuery, StoreSecrets,
    ports::{SecretSeal, StoreCatalog},
};
use crate::{Platform, Store};

/// Shops.
#[derive(Clone)]
pub struct Stores {
    pub(super) catalog: Arc<dyn StoreCatalog>,
    pub(super) seal: Arc<dyn SecretSeal>,
    pub(super) clock: Arc<dyn Clock>,
}

impl Stores {
    /// The service over `catalog`, secrets encrypted by `seal`.
    pub fn new(catalog: Arc<dyn StoreCatalog>, seal: Arc<dyn SecretSeal>, clock: Arc<dyn Clock>) -> Self {
        Self { catalog, seal, clock }
    }

    /// The shop with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(&self, id: StoreId) -> Result<Option<Store>, StoreError> {
        self.catalog.find(id).await
    }

    /// A part of the list of shops.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, query: &StoreQuery) -> Result<Page<Store>, StoreError> {
        self.catalog.list(query).await
    }

    /// What the shop is reached with, decrypted; `None` when there is no such shop. For whoever calls the shop or hears
    /// from it, never for an answer.
    ///
    /// # Errors
    /// When the store fails, or the secrets were encrypted under a key that is not there any more.
    pub async fn secrets(&self, id: StoreId) -> Result<Option<StoreSecrets>, StoreError> {
        let sealed = self.catalog.secrets(id).await?;
        sealed.map(|sealed| sealed.opened(&*self.seal)).transpose()
    }

    /// The shop of this name (whatever the case), made when there is none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ensure(
        &self,
        name: &str,
        platform: Platform,
        currency: Currency,
        now: DateTime<Utc>,
    ) -> Result<Store, StoreError> {
        self.catalog.ensure(name, platform, currency, now).await
    }

    /// The default shop, whatever its name; without any, the one called `name` becomes it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ensure_default(
        &self,
        name: &str,
        platform: Platform,
        currency: Currency,
    ) -> Result<Store, StoreError> {
        self.catalog.ensure_default(name, platform, currency, self.clock.now()).await
    }
}

impl fmt::Debug for Stores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stores").finish_non_exhaustive()
    }
}
