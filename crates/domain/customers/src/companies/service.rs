//! The service of companies: make, look up, list.

use std::sync::Arc;

use growffinity_kernel::{Clock, CompanyId, Page, StoreError};

use super::{
    Company, CompanyQuery, CompanyTotals, NewCompany,
    ports::{CompanyStore, CompanyWritten},
};

/// Companies.
#[derive(Clone)]
pub struct Companies {
    pub(super) store: Arc<dyn CompanyStore>,
    pub(super) clock: Arc<dyn Clock>,
}

/// Why a company can't be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateCompanyError {
    /// One of this name exists, in this or another spelling.
    #[error("there is a company of this name: {0}")]
    Exists(CompanyId),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Companies {
    /// The service over `store`.
    pub fn new(store: Arc<dyn CompanyStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// The company with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(&self, id: CompanyId) -> Result<Option<Company>, StoreError> {
        self.store.find(id).await
    }

    /// A part of the list of companies.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, query: &CompanyQuery) -> Result<Page<Company>, StoreError> {
        self.store.list(query).await
    }

    /// Makes a company.
    ///
    /// # Errors
    /// [`CreateCompanyError`]; nothing is made then.
    pub async fn create(&self, company: &NewCompany) -> Result<Company, CreateCompanyError> {
        match self.store.insert(company, self.clock.now()).await? {
            CompanyWritten::Done(company) => Ok(*company),
            CompanyWritten::Taken(id) => Err(CreateCompanyError::Exists(id)),
            CompanyWritten::Stale(_) => Err(StoreError::unexpected("a new company can't be stale").into()),
        }
    }

    /// Up to `limit` companies whose kept totals differ from what their customers add up to: (id, kept, recounted).
    ///
    /// # Errors
    /// When the store fails.
    pub async fn recount(&self, limit: u32) -> Result<Vec<(CompanyId, CompanyTotals, CompanyTotals)>, StoreError> {
        self.store.recount(limit).await
    }

    /// Makes all totals what a recount gives; answers how many companies were wrong.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn repair(&self) -> Result<u64, StoreError> {
        self.store.repair().await
    }
}
