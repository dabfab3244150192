//! The service of shops' data coming in.

use std::sync::Arc;

use growffinity_kernel::{Clock, Random, StoreError, StoreId};

use super::{ShopAccess, ShopApi, ShopStore, Synchronisation};
use crate::{ConsentStatus, Orders, Products, store::StoreStatus, stores::Stores};

/// Shops' data: asked for page by page, and taken from their webhooks.
#[derive(Clone)]
pub struct ShopSync {
    pub(super) api: Arc<dyn ShopApi>,
    pub(super) store: Arc<dyn ShopStore>,
    pub(super) stores: Arc<Stores>,
    pub(super) orders: Arc<Orders>,
    pub(super) products: Arc<Products>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
    pub(super) default_consent: ConsentStatus,
}

/// Why a synchronisation can't begin.
#[derive(Debug, thiserror::Error)]
pub enum RequestSyncError {
    /// There is no such shop.
    #[error("there is no store {0}")]
    UnknownStore(StoreId),
    /// The shop's address or the key of its REST API is not known.
    #[error("the store has no address and key to be asked with")]
    NoKey,
    /// Nothing is to come in from the shop for now.
    #[error("the store is paused")]
    Paused,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ShopSync {
    /// The service over these ports.
    pub fn new(
        (api, store): (Arc<dyn ShopApi>, Arc<dyn ShopStore>),
        stores: Arc<Stores>,
        (orders, products): (Arc<Orders>, Arc<Products>),
        (clock, random): (Arc<dyn Clock>, Arc<dyn Random>),
        default_consent: ConsentStatus,
    ) -> Self {
        Self { api, store, stores, orders, products, clock, random, default_consent }
    }

    /// Asks for a synchronisation; one that has not ended goes on. With `take_over` it is taken from whoever has it.
    ///
    /// # Errors
    /// [`RequestSyncError`].
    pub async fn request(&self, store: StoreId, take_over: bool) -> Result<Synchronisation, RequestSyncError> {
        let keys = self.keys(store).await?.ok_or(RequestSyncError::UnknownStore(store))?;
        if keys.is_paused {
            return Err(RequestSyncError::Paused);
        }
        if keys.access.is_none() {
            return Err(RequestSyncError::NoKey);
        }
        Ok(self.store.request(store, take_over, self.clock.now()).await?)
    }

    /// How the shop's last synchronisation stands; `None` when there was none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(&self, store: StoreId) -> Result<Option<Synchronisation>, StoreError> {
        self.store.find(store).await
    }

    /// What the shop is reached and recognised with; `None` when there is no such shop.
    pub(super) async fn keys(&self, id: StoreId) -> Result<Option<ShopKeys>, StoreError> {
        let Some((store, secrets)) = self.stores.find(id).await?.zip(self.stores.secrets(id).await?) else {
            return Ok(None);
        };
        let access = match (secrets.consumer_key, secrets.consumer_secret) {
            (Some(consumer_key), Some(consumer_secret)) if !store.url.is_empty() => {
                Some(ShopAccess { url: store.url, consumer_key, consumer_secret })
            }
            _ => None,
        };
        let is_paused = store.status == StoreStatus::Paused;
        Ok(Some(ShopKeys { access, webhook_secret: secrets.webhook_secret, is_paused }))
    }
}

/// What a shop is reached and recognised with.
pub(super) struct ShopKeys {
    /// Its REST API, when an address and a key of it are known.
    pub access: Option<ShopAccess>,
    /// What it signs its webhooks with.
    pub webhook_secret: Option<String>,
    /// Whether nothing is to come in from it for now.
    pub is_paused: bool,
}
