//! Answers to what customers' use cases refuse.

use growffinity_customers::{CreateCustomerError, UpdateCustomerError};
use growffinity_kernel::CustomerId;

use crate::{
    rest::{ApiError, catalogue},
    v1::shared::stale,
};

fn exists(id: CustomerId) -> ApiError {
    ApiError::new(catalogue::CUSTOMER_EXISTS).with("resource_id", id.get())
}

impl From<CreateCustomerError> for ApiError {
    fn from(error: CreateCustomerError) -> Self {
        match error {
            CreateCustomerError::Exists(id) => exists(id),
            CreateCustomerError::UnknownStore(_) => catalogue::STORE_INVALID_ID.into(),
            CreateCustomerError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateCustomerError> for ApiError {
    fn from(error: UpdateCustomerError) -> Self {
        match error {
            UpdateCustomerError::NotFound => catalogue::CUSTOMER_INVALID_ID.into(),
            UpdateCustomerError::Taken(id) => exists(id),
            UpdateCustomerError::Stale { current } => stale(current),
            UpdateCustomerError::UnknownStore(_) => catalogue::STORE_INVALID_ID.into(),
            UpdateCustomerError::Store(error) => error.into(),
        }
    }
}
