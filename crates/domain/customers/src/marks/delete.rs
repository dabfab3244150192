//! Deleting a tag or group.

use growffinity_kernel::{MarkId, StoreError};

use super::{Mark, MarkKind, Marks};

/// Why a tag or group can't be deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteMarkError {
    /// There is none of this id.
    #[error("there is no such tag or group")]
    NotFound,
    /// The caller expected another version; this one is current.
    #[error("it is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Marks {
    /// Deletes a tag or group, takes it off every customer, and answers how it was. Each customer that carried it is
    /// told of by `customer.updated`.
    ///
    /// # Errors
    /// [`DeleteMarkError`]; nothing is deleted then.
    pub async fn delete(&self, kind: MarkKind, id: MarkId, expected: Option<i32>) -> Result<Mark, DeleteMarkError> {
        let mark = self.store.find(kind, id).await?.ok_or(DeleteMarkError::NotFound)?;
        if expected.is_some_and(|expected| expected != mark.version) {
            return Err(DeleteMarkError::Stale { current: mark.version });
        }
        let deleted = self.store.delete(kind, id, self.clock.now()).await?;
        if deleted { Ok(mark) } else { Err(DeleteMarkError::NotFound) }
    }
}
