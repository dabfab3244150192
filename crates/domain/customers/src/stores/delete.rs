//! Deleting a shop.

use growffinity_kernel::{StoreError, StoreId};

use super::{Stores, ports::StoreDeletion};
use crate::Store;

/// Why a shop can't be deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteStoreError {
    /// There is no such shop.
    #[error("there is no such store")]
    NotFound,
    /// Orders or customers name it.
    #[error("orders or customers name the store")]
    InUse,
    /// It is the default one: another one is made the default first.
    #[error("the store is the default one")]
    Default,
    /// The caller expected another version; this one is current.
    #[error("the store is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Stores {
    /// Deletes a shop that nothing names, and answers how it was.
    ///
    /// # Errors
    /// [`DeleteStoreError`]; nothing is deleted then.
    pub async fn delete(&self, id: StoreId, expected: Option<i32>) -> Result<Store, DeleteStoreError> {
        let store = self.catalog.find(id).await?.ok_or(DeleteStoreError::NotFound)?;
        if expected.is_some_and(|expected| expected != store.version) {
            return Err(DeleteStoreError::Stale { current: store.version });
        }
        match self.catalog.delete(id).await? {
            StoreDeletion::Deleted => Ok(store),
            StoreDeletion::NotFound => Err(DeleteStoreError::NotFound),
            StoreDeletion::InUse => Err(DeleteStoreError::InUse),
            StoreDeletion::Default => Err(DeleteStoreError::Default),
        }
    }
}
