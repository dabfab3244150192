//! Answers to what customers' use cases refuse.

use growffinity_customers::{CreateCustomerError, EraseCustomerError, MergeCustomersError, UpdateCustomerError};
use growffinity_kernel::CustomerId;
use serde_json::Value;

use super::moved::merged;
use crate::{
    rest::{ApiError, catalogue, params::Fault},
    state::State,
    v1::shared::stale,
};

fn exists(id: CustomerId) -> ApiError {
    ApiError::new(catalogue::CUSTOMER_EXISTS).with("resource_id", id.get())
}

fn consent_needs_source() -> ApiError {
    ApiError::invalid_param(Fault {
        param: "consent[email][source]".to_owned(),
        code: "rest_property_required",
        message: "The customer or their mail server has refused mail: consent[email][source] must say where the new \
                  consent comes from."
            .to_owned(),
        data: Value::Null,
        listed: false,
    })
}

impl From<EraseCustomerError> for ApiError {
    fn from(error: EraseCustomerError) -> Self {
        match error {
            EraseCustomerError::NotFound => catalogue::CUSTOMER_INVALID_ID.into(),
            EraseCustomerError::Stale { current } => stale(current),
            EraseCustomerError::Store(error) => error.into(),
        }
    }
}

/// The answer to a merge that is refused.
pub(super) fn merging(error: MergeCustomersError, app: &State) -> ApiError {
    match error {
        MergeCustomersError::NotFound | MergeCustomersError::UnknownFrom(_) => catalogue::CUSTOMER_INVALID_ID.into(),
        MergeCustomersError::Merged(successor) => merged(successor, app),
        MergeCustomersError::Itself => ApiError::invalid_param(Fault {
            param: "from".to_owned(),
            code: "rest_invalid_param",
            message: "from is the customer to merge into.".to_owned(),
            data: Value::Null,
            listed: false,
        }),
        MergeCustomersError::Stale { current } => stale(current),
        MergeCustomersError::Store(error) => error.into(),
    }
}

impl From<CreateCustomerError> for ApiError {
    fn from(error: CreateCustomerError) -> Self {
        match error {
            CreateCustomerError::Exists(id) => exists(id),
            CreateCustomerError::UnknownStore(_) => catalogue::STORE_INVALID_ID.into(),
            CreateCustomerError::UnknownCompany(_) => catalogue::COMPANY_INVALID_ID.into(),
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
            UpdateCustomerError::ConsentNeedsSource => consent_needs_source(),
            UpdateCustomerError::UnknownCompany(_) => catalogue::COMPANY_INVALID_ID.into(),
            UpdateCustomerError::Store(error) => error.into(),
        }
    }
}
