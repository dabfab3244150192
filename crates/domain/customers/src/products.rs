//! The service of products: record, list and delete them.

use std::sync::Arc;

use growffinity_kernel::{Clock, Page, ProductId, StoreError, StoreId};

use crate::{Product, ProductDraft, ProductQuery, RecordOutcome, ports::ProductStore};

/// Products: take in, look up, list.
#[derive(Clone)]
pub struct Products {
    store: Arc<dyn ProductStore>,
    clock: Arc<dyn Clock>,
}

/// A product that was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedProduct {
    /// How it is now.
    pub product: Product,
    /// What was done.
    pub outcome: RecordOutcome,
}

/// Why one product was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordProductError {
    /// No product has this id.
    #[error("there is no product {0}")]
    UnknownProduct(ProductId),
    /// No shop has this id.
    #[error("there is no store {0}")]
    UnknownStore(StoreId),
    /// No shop was named, and none is the default.
    #[error("there is no default store")]
    NoDefaultStore,
    /// A new product without the shop's id for it.
    #[error("a new product needs an external id")]
    ExternalIdMissing,
    /// The product belongs to another shop, and stays there.
    #[error("a product stays in its store")]
    StoreFixed,
    /// The product has another id in its shop, and keeps it.
    #[error("a product keeps its external id")]
    ExternalIdFixed,
    /// The caller expected another version; this one is current.
    #[error("the product is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
}

/// Why a product can't be deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteProductError {
    /// There is no such product.
    #[error("there is no such product")]
    NotFound,
    /// The caller expected another version; this one is current.
    #[error("the product is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Products {
    /// The service over `store`.
    pub fn new(store: Arc<dyn ProductStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// The product with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(&self, id: ProductId) -> Result<Option<Product>, StoreError> {
        self.store.find(id).await
    }

    /// A part of the list of products.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, query: &ProductQuery) -> Result<Page<Product>, StoreError> {
        self.store.list(query).await
    }

    /// Records one product: makes it, or changes the one of this shop and external id.
    ///
    /// # Errors
    /// `Ok(Err(_))` names what is wrong with it; `Err(_)` when the store fails. Nothing is recorded then.
    pub async fn record_one(
        &self,
        draft: ProductDraft,
    ) -> Result<Result<RecordedProduct, RecordProductError>, StoreError> {
        let outcomes = self.record(vec![draft]).await?;
        outcomes.into_iter().next().ok_or_else(|| StoreError::unexpected("one product gave no outcome"))
    }

    /// Records a batch of products in one transaction; one outcome a product, in order. A refused product refuses no
    /// other. Orders recorded before keep their lines as they are.
    ///
    /// # Errors
    /// When the store fails; nothing is recorded then.
    pub async fn record(
        &self,
        drafts: Vec<ProductDraft>,
    ) -> Result<Vec<Result<RecordedProduct, RecordProductError>>, StoreError> {
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        self.store.record(drafts, self.clock.now()).await
    }

    /// Deletes a product, with `expected` only at that version, and answers how it was. Orders keep their lines as they
    /// are.
    ///
    /// # Errors
    /// [`DeleteProductError`]; nothing is deleted then.
    pub async fn delete(&self, id: ProductId, expected: Option<i32>) -> Result<Product, DeleteProductError> {
        if let Some(product) = self.store.delete(id, expected).await? {
            return Ok(product);
        }
        match self.store.find(id).await? {
            Some(product) => Err(DeleteProductError::Stale { current: product.version }),
            None => Err(DeleteProductError::NotFound),
        }
    }
}
