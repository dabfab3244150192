//! Answers to what recording a product refuses.

use growffinity_customers::{DeleteProductError, RecordProductError};

use crate::{
    rest::{ApiError, catalogue},
    v1::{
        orders::errors::{fixed, missing},
        shared::stale,
    },
};

impl From<RecordProductError> for ApiError {
    fn from(error: RecordProductError) -> Self {
        match error {
            RecordProductError::UnknownProduct(_) => catalogue::PRODUCT_INVALID_ID.into(),
            RecordProductError::UnknownStore(_) => catalogue::STORE_INVALID_ID.into(),
            RecordProductError::NoDefaultStore => {
                let words = "There is no default store: name the product's store.";
                Self::new(catalogue::STORE_INVALID_ID).saying(words)
            }
            RecordProductError::ExternalIdMissing => missing("external_id"),
            RecordProductError::StoreFixed => fixed("store", "A product stays in its store."),
            RecordProductError::ExternalIdFixed => fixed("external_id", "A product keeps its external id."),
            RecordProductError::Stale { current } => stale(current),
        }
    }
}

impl From<DeleteProductError> for ApiError {
    fn from(error: DeleteProductError) -> Self {
        match error {
            DeleteProductError::NotFound => catalogue::PRODUCT_INVALID_ID.into(),
            DeleteProductError::Stale { current } => stale(current),
            DeleteProductError::Store(error) => error.into(),
        }
    }
}
