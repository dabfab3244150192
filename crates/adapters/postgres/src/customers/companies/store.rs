//! [`CompanyStore`] on PostgreSQL.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::Connection;
use growffinity_customers::companies::{
    Company, CompanyQuery, CompanyTotals, NewCompany,
    ports::{CompanyStore, CompanyWritten},
};
use growffinity_kernel::{CompanyId, Page, StoreError};

use super::{list, recount, write};
use crate::Database;

/// Companies in `database`.
#[derive(Debug, Clone)]
pub struct PgCompanies(Database);

impl PgCompanies {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl CompanyStore for PgCompanies {
    async fn find(&self, id: CompanyId) -> Result<Option<Company>, StoreError> {
        self.0.read("find_company", move |connection| list::find(connection, id.get())).await
    }

    async fn list(&self, query: &CompanyQuery) -> Result<Page<Company>, StoreError> {
        let query = query.clone();
        self.0.read("list_companies", move |connection| list::list(connection, &query)).await
    }

    async fn insert(&self, company: &NewCompany, now: DateTime<Utc>) -> Result<CompanyWritten, StoreError> {
        let company = company.clone();
        self.0
            .run("insert_company", move |connection| {
                connection.transaction(|connection| write::insert(connection, &company, now))
            })
            .await
    }

    async fn save(&self, company: &Company, expected: i32) -> Result<CompanyWritten, StoreError> {
        let company = company.clone();
        self.0
            .run("save_company", move |connection| {
                connection.transaction(|connection| write::save(connection, &company, expected))
            })
            .await
    }

    async fn delete(&self, id: CompanyId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        self.0
            .run("delete_company", move |connection| {
                connection.transaction(|connection| write::delete(connection, id.get(), now))
            })
            .await
    }

    async fn recount(&self, limit: u32) -> Result<Vec<(CompanyId, CompanyTotals, CompanyTotals)>, StoreError> {
        self.0.read("recount_companies", move |connection| recount::differences(connection, limit)).await
    }

    async fn repair(&self) -> Result<u64, StoreError> {
        self.0.run("repair_companies", recount::repair).await
    }
}
