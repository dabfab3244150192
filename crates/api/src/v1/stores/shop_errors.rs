//! Answers to what shops' use cases refuse.

use growffinity_customers::sync::{ReceiveError, RequestSyncError};

use crate::rest::{ApiError, catalogue, logins::LoginFault};

impl From<RequestSyncError> for ApiError {
    fn from(error: RequestSyncError) -> Self {
        match error {
            RequestSyncError::UnknownStore(_) => catalogue::STORE_INVALID_ID.into(),
            RequestSyncError::NoKey => catalogue::STORE_NOT_CONNECTED.into(),
            RequestSyncError::Paused => Self::new(catalogue::STORE_NOT_CONNECTED).saying("The store is paused."),
            RequestSyncError::Store(error) => error.into(),
        }
    }
}

impl From<ReceiveError> for LoginFault {
    fn from(error: ReceiveError) -> Self {
        match error {
            ReceiveError::BadSignature => Self::Refused(catalogue::SIGNATURE_INVALID.into()),
            ReceiveError::UnknownStore(_) => Self::Refused(catalogue::STORE_INVALID_ID.into()),
            ReceiveError::NotJson => Self::Failed(catalogue::INVALID_JSON.into()),
            ReceiveError::Store(error) => error.into(),
        }
    }
}
