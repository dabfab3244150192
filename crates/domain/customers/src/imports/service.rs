//! The service of imports: what a caller can do with them.

use std::sync::Arc;

use chrono::TimeDelta;
use growffinity_kernel::{Clock, ImportId, Page, Random, Site, StoreError};

use super::{
    Column, Form, Import, ImportQuery, ImportType, Refusal, RefusalPlace,
    ports::{ImportFiles, ImportStore, ItemReader},
};
use crate::ConsentStatus;

/// Imports: begin, watch, end, and do the work.
#[derive(Clone)]
pub struct Imports {
    pub(super) store: Arc<dyn ImportStore>,
    pub(super) files: Arc<dyn ImportFiles>,
    pub(super) reader: Arc<dyn ItemReader>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
    pub(super) config: ImportsConfig,
}

/// What is decided about imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportsConfig {
    /// The site's zone and currency.
    pub site: Site,
    /// Consent of customers nobody said anything of.
    pub default_consent: ConsentStatus,
    /// The longest file, in bytes.
    pub max_bytes: u64,
    /// Rows recorded in one transaction.
    pub batch: usize,
    /// How long a worker is trusted without a sign of life, in seconds.
    pub lease_seconds: u32,
    /// How long imports and their refusals are kept when they have ended.
    pub keep: TimeDelta,
}

impl Imports {
    /// The service over these ports.
    pub fn new(
        store: Arc<dyn ImportStore>,
        files: Arc<dyn ImportFiles>,
        reader: Arc<dyn ItemReader>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        config: ImportsConfig,
    ) -> Self {
        Self { store, files, reader, clock, random, config }
    }

    /// The import with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(&self, id: ImportId) -> Result<Option<Import>, StoreError> {
        self.store.find(id).await
    }

    /// A part of the list of imports.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, query: &ImportQuery) -> Result<Page<Import>, StoreError> {
        self.store.list(query).await
    }

    /// Up to `limit` refusals of an import behind `after`, by line.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn refusals(&self, id: ImportId, after: RefusalPlace, limit: u32) -> Result<Vec<Refusal>, StoreError> {
        self.store.refusals(id, after, limit).await
    }

    /// The first `limit` refusals of each of `ids`, by line.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn first_refusals(&self, ids: &[ImportId], limit: u32) -> Result<Vec<(ImportId, Refusal)>, StoreError> {
        self.store.first_refusals(ids, limit).await
    }

    /// The members that a table's columns can give. A shop's own ids of customers need to know which shop's.
    pub(super) fn columns(&self, item_type: ImportType, has_store: bool) -> Vec<Column> {
        let mut columns = self.reader.columns(item_type);
        if item_type == ImportType::Customers && has_store {
            columns.push(Column { path: "external_id".to_owned(), form: Form::Text });
        }
        columns
    }

    /// What is decided about imports.
    pub const fn config(&self) -> &ImportsConfig {
        &self.config
    }
}
