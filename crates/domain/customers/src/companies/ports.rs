//! What companies need from a store. One call is one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{CompanyId, Page, StoreError};

use super::{Company, CompanyQuery, CompanyTotals, NewCompany};

/// Keeps companies. Whatever moves a customer or its stats MUST move the totals of its company in the same transaction,
/// so that they are always what a recount of the customers gives.
#[async_trait]
pub trait CompanyStore: Send + Sync {
    /// The company with this id.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, id: CompanyId) -> Result<Option<Company>, StoreError>;

    /// A part of a list. The total MUST be exact.
    ///
    /// # Errors
    /// When the store fails.
    async fn list(&self, query: &CompanyQuery) -> Result<Page<Company>, StoreError>;

    /// Adds a company.
    ///
    /// # Errors
    /// When the store fails.
    async fn insert(&self, company: &NewCompany, now: DateTime<Utc>) -> Result<CompanyWritten, StoreError>;

    /// Writes `company` over the version `expected`. Totals are not written.
    ///
    /// # Errors
    /// When the store fails.
    async fn save(&self, company: &Company, expected: i32) -> Result<CompanyWritten, StoreError>;

    /// Deletes a company; its customers belong to none then, and each is told of by `customer.updated`. False when it
    /// is not there.
    ///
    /// # Errors
    /// When the store fails.
    async fn delete(&self, id: CompanyId, now: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Companies whose kept totals differ from a recount of their customers: (id, kept, recounted). At most `limit` of
    /// them.
    ///
    /// # Errors
    /// When the store fails.
    async fn recount(&self, limit: u32) -> Result<Vec<(CompanyId, CompanyTotals, CompanyTotals)>, StoreError>;

    /// Makes all totals what a recount gives and answers how many were not. An implementer MUST be right while customers
    /// are being changed.
    ///
    /// # Errors
    /// When the store fails.
    async fn repair(&self) -> Result<u64, StoreError>;
}

/// What came of writing a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CompanyWritten {
    /// It is written; this is how it is now.
    Done(Box<Company>),
    /// Another company has the name.
    Taken(CompanyId),
    /// Someone else has changed it since; this is the version now. `None`: it is gone.
    Stale(Option<i32>),
}
