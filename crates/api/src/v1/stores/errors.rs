//! Answers to what stores' use cases refuse.

use growffinity_customers::stores::{CreateStoreError, DeleteStoreError, UpdateStoreError};

use crate::{
    rest::{ApiError, catalogue},
    v1::{marks::name_exists, shared::stale},
};

const DEFAULT_NEEDED: &str =
    "Orders that name no store belong to the default one, so there must be one. Make another one the default instead.";

impl From<CreateStoreError> for ApiError {
    fn from(error: CreateStoreError) -> Self {
        match error {
            CreateStoreError::Exists(id) => name_exists(id.get()),
            CreateStoreError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateStoreError> for ApiError {
    fn from(error: UpdateStoreError) -> Self {
        match error {
            UpdateStoreError::NotFound => catalogue::STORE_INVALID_ID.into(),
            UpdateStoreError::Exists(id) => name_exists(id.get()),
            UpdateStoreError::DefaultNeeded => Self::new(catalogue::STORE_IN_USE).saying(DEFAULT_NEEDED),
            UpdateStoreError::Stale { current } => stale(current),
            UpdateStoreError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteStoreError> for ApiError {
    fn from(error: DeleteStoreError) -> Self {
        match error {
            DeleteStoreError::NotFound => catalogue::STORE_INVALID_ID.into(),
            DeleteStoreError::InUse => catalogue::STORE_IN_USE.into(),
            DeleteStoreError::Default => Self::new(catalogue::STORE_IN_USE).saying(DEFAULT_NEEDED),
            DeleteStoreError::Stale { current } => stale(current),
            DeleteStoreError::Store(error) => error.into(),
        }
    }
}
