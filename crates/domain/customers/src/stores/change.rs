//! Changing a shop.

use chrono::{DateTime, Utc};
use growffinity_kernel::{Currency, StoreError, StoreId};

use super::{SecretsChange, Stores, ports::StoreWritten};
use crate::{Platform, Store, UniqueName, store::StoreStatus};

/// A partial update: `None` leaves a member as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoreChange {
    /// Another name.
    pub name: Option<UniqueName>,
    /// Another address; empty for none.
    pub url: Option<String>,
    /// Another way for its data to come in.
    pub platform: Option<Platform>,
    /// Another currency.
    pub currency: Option<Currency>,
    /// Another status.
    pub status: Option<StoreStatus>,
    /// `true` makes it the default one.
    pub is_default: Option<bool>,
    /// What it is reached with.
    pub secrets: SecretsChange,
}

/// Why a shop can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateStoreError {
    /// There is no such shop.
    #[error("there is no such store")]
    NotFound,
    /// Another shop has the new name.
    #[error("there is a store of this name: {0}")]
    Exists(StoreId),
    /// There must be a default shop: another one is made the default instead.
    #[error("there must be a default store")]
    DefaultNeeded,
    /// The caller expected another version, or others keep changing it; this one is current.
    #[error("the store is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often a change is tried again when others change the same shop meanwhile.
const ATTEMPTS: u32 = 5;

impl Store {
    /// Applies `change` at `now`, secrets aside; answers whether anything changed.
    pub fn apply(&mut self, change: &StoreChange, now: DateTime<Utc>) -> bool {
        let before = self.clone();
        if let Some(name) = &change.name {
            name.as_str().clone_into(&mut self.name);
        }
        if let Some(url) = &change.url {
            self.url.clone_from(url);
        }
        self.platform = change.platform.unwrap_or(self.platform);
        self.currency = change.currency.unwrap_or(self.currency);
        self.status = change.status.unwrap_or(self.status);
        self.is_default = change.is_default.unwrap_or(self.is_default);
        let changed = *self != before || !change.secrets.is_empty();
        if changed {
            self.modified_at = now;
        }
        changed
    }
}

impl Stores {
    /// Changes a shop and answers how it is then. With `expected`, the change is made only over that version.
    ///
    /// # Errors
    /// [`UpdateStoreError`]; nothing is changed then.
    pub async fn update(
        &self,
        id: StoreId,
        change: &StoreChange,
        expected: Option<i32>,
    ) -> Result<Store, UpdateStoreError> {
        let mut current = 0;
        for _ in 0..ATTEMPTS {
            let mut store = self.catalog.find(id).await?.ok_or(UpdateStoreError::NotFound)?;
            current = store.version;
            if expected.is_some_and(|expected| expected != current) {
                return Err(UpdateStoreError::Stale { current });
            }
            if store.is_default && change.is_default == Some(false) {
                return Err(UpdateStoreError::DefaultNeeded);
            }
            if !store.apply(change, self.clock.now()) {
                return Ok(store);
            }
            let secrets = change.secrets.sealed(&*self.seal);
            match self.catalog.save(&store, current, &secrets).await? {
                StoreWritten::Done(store) => return Ok(*store),
                StoreWritten::Taken(id) => return Err(UpdateStoreError::Exists(id)),
                StoreWritten::Stale(None) => return Err(UpdateStoreError::NotFound),
                StoreWritten::Stale(Some(version)) => current = version,
            }
        }
        Err(UpdateStoreError::Stale { current })
    }
}
