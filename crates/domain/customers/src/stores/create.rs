//! Making a shop.

use growffinity_kernel::{Currency, StoreError, StoreId};

use super::{SecretsChange, Stores, ports::StoreWritten};
use crate::{Platform, Store, UniqueName, store::StoreStatus};

/// A shop to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStore {
    /// Its name.
    pub name: UniqueName,
    /// Where it stands; empty when it has no site.
    pub url: String,
    /// How its data come in.
    pub platform: Platform,
    /// What it sells in.
    pub currency: Currency,
    /// Whether its data are taken in.
    pub status: StoreStatus,
    /// Whether it becomes the default one, in place of the present one.
    pub is_default: bool,
    /// What it is reached with.
    pub secrets: SecretsChange,
}

/// Why a shop can't be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateStoreError {
    /// One of this name exists, in this or another spelling.
    #[error("there is a store of this name: {0}")]
    Exists(StoreId),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Stores {
    /// Makes a shop; the first one of all is the default one whatever it says.
    ///
    /// # Errors
    /// [`CreateStoreError`]; nothing is made then.
    pub async fn create(&self, store: &NewStore) -> Result<Store, CreateStoreError> {
        let secrets = store.secrets.sealed(&*self.seal);
        match self.catalog.insert(store, &secrets, self.clock.now()).await? {
            StoreWritten::Done(store) => Ok(*store),
            StoreWritten::Taken(id) => Err(CreateStoreError::Exists(id)),
            StoreWritten::Stale(_) => Err(StoreError::unexpected("a new store can't be stale").into()),
        }
    }
}
