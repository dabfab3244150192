//! Ending an import before its end.

use growffinity_kernel::{ImportId, StoreError};

use super::{Import, ImportStatus, Imports};

/// Why an import can't be canceled.
#[derive(Debug, thiserror::Error)]
pub enum CancelImportError {
    /// There is no such import.
    #[error("there is no such import")]
    NotFound,
    /// It has ended already.
    #[error("the import is {} already", .0.as_str())]
    Ended(ImportStatus),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Imports {
    /// Ends an import. What was recorded stays; nothing more is recorded once this has answered.
    ///
    /// # Errors
    /// [`CancelImportError`]; nothing is changed then.
    pub async fn cancel(&self, id: ImportId) -> Result<Import, CancelImportError> {
        let (import, ended_now) = self.store.cancel(id, self.clock.now()).await?.ok_or(CancelImportError::NotFound)?;
        if ended_now { Ok(import) } else { Err(CancelImportError::Ended(import.status)) }
    }
}
