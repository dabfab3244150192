//! Changing a company.

use growffinity_kernel::{CompanyId, StoreError};

use super::{Companies, Company, CompanyChange, ports::CompanyWritten};

/// Why a company can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateCompanyError {
    /// There is no such company.
    #[error("there is no such company")]
    NotFound,
    /// Another one has the new name.
    #[error("there is a company of this name: {0}")]
    Exists(CompanyId),
    /// The caller expected another version, or others keep changing it; this one is current.
    #[error("the company is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often a change is tried again when others change the same one meanwhile.
const ATTEMPTS: u32 = 5;

impl Companies {
    /// Changes a company and answers how it is then. With `expected`, the change is made only over that version.
    ///
    /// # Errors
    /// [`UpdateCompanyError`]; nothing is changed then.
    pub async fn update(
        &self,
        id: CompanyId,
        change: &CompanyChange,
        expected: Option<i32>,
    ) -> Result<Company, UpdateCompanyError> {
        let mut current = 0;
        for _ in 0..ATTEMPTS {
            let mut company = self.store.find(id).await?.ok_or(UpdateCompanyError::NotFound)?;
            current = company.version;
            if expected.is_some_and(|expected| expected != current) {
                return Err(UpdateCompanyError::Stale { current });
            }
            if !company.apply(change, self.clock.now()) {
                return Ok(company);
            }
            match self.store.save(&company, current).await? {
                CompanyWritten::Done(company) => return Ok(*company),
                CompanyWritten::Taken(id) => return Err(UpdateCompanyError::Exists(id)),
                CompanyWritten::Stale(None) => return Err(UpdateCompanyError::NotFound),
                CompanyWritten::Stale(Some(version)) => current = version,
            }
        }
        Err(UpdateCompanyError::Stale { current })
    }
}
