//! Answers to what the use cases of application passwords refuse.

use growffinity_access::AddApplicationPasswordError;

use crate::rest::{ApiError, catalogue};

impl From<AddApplicationPasswordError> for ApiError {
    fn from(error: AddApplicationPasswordError) -> Self {
        match error {
            AddApplicationPasswordError::UnknownUser => catalogue::WP_USER_INVALID_ID.into(),
            AddApplicationPasswordError::Store(error) => error.into(),
        }
    }
}
