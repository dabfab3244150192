//! Answers to what the use cases of API keys refuse.

use growffinity_access::keys::{CreateApiKeyError, RotateApiKeyError};

use crate::rest::{
    ApiError, catalogue,
    params::{At, Fault},
};

impl From<CreateApiKeyError> for ApiError {
    fn from(error: CreateApiKeyError) -> Self {
        match error {
            CreateApiKeyError::UnknownUser => catalogue::USER_INVALID_ID.into(),
            CreateApiKeyError::ExpiredAlready => {
                let words = "expires_at must lie ahead.";
                Self::invalid_param(Fault::new(&At::member(None, "expires_at"), "rest_out_of_bounds", words))
            }
            CreateApiKeyError::Store(error) => error.into(),
        }
    }
}

impl From<RotateApiKeyError> for ApiError {
    fn from(error: RotateApiKeyError) -> Self {
        match error {
            RotateApiKeyError::UnknownKey => catalogue::API_KEY_INVALID_ID.into(),
            RotateApiKeyError::NotActive => catalogue::API_KEY_INACTIVE.into(),
            RotateApiKeyError::Store(error) => error.into(),
        }
    }
}
