//! Deleting a company.

use growffinity_kernel::{CompanyId, StoreError};

use super::{Companies, Company};

/// Why a company can't be deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteCompanyError {
    /// There is no such company.
    #[error("there is no such company")]
    NotFound,
    /// The caller expected another version; this one is current.
    #[error("the company is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Companies {
    /// Deletes a company and answers how it was. Its customers belong to none then; each is told
    /// of by `customer.updated`.
    ///
    /// # Errors
    /// [`DeleteCompanyError`]; nothing is deleted then.
    pub async fn delete(&self, id: CompanyId, expected: Option<i32>) -> Result<Company, DeleteCompanyError> {
        let company = self.store.find(id).await?.ok_or(DeleteCompanyError::NotFound)?;
        if expected.is_some_and(|expected| expected != company.version) {
            return Err(DeleteCompanyError::Stale { current: company.version });
        }
        let deleted = self.store.delete(id, self.clock.now()).await?;
        if deleted { Ok(company) } else { Err(DeleteCompanyError::NotFound) }
    }
}
