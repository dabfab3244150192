//! Answers to what companies' use cases refuse.

use growffinity_customers::companies::{CreateCompanyError, DeleteCompanyError, UpdateCompanyError};

use crate::{
    rest::{ApiError, catalogue},
    v1::{marks::name_exists, shared::stale},
};

impl From<CreateCompanyError> for ApiError {
    fn from(error: CreateCompanyError) -> Self {
        match error {
            CreateCompanyError::Exists(id) => name_exists(id.get()),
            CreateCompanyError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateCompanyError> for ApiError {
    fn from(error: UpdateCompanyError) -> Self {
        match error {
            UpdateCompanyError::NotFound => catalogue::COMPANY_INVALID_ID.into(),
            UpdateCompanyError::Exists(id) => name_exists(id.get()),
            UpdateCompanyError::Stale { current } => stale(current),
            UpdateCompanyError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteCompanyError> for ApiError {
    fn from(error: DeleteCompanyError) -> Self {
        match error {
            DeleteCompanyError::NotFound => catalogue::COMPANY_INVALID_ID.into(),
            DeleteCompanyError::Stale { current } => stale(current),
            DeleteCompanyError::Store(error) => error.into(),
        }
    }
}
