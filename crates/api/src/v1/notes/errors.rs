//! Answers to what notes' use cases refuse.

use growffinity_customers::notes::{AddNoteError, RemoveNoteError, UpdateNoteError};

use crate::{
    rest::{ApiError, catalogue},
    v1::shared::stale,
};

impl From<AddNoteError> for ApiError {
    fn from(error: AddNoteError) -> Self {
        match error {
            AddNoteError::UnknownCustomer(_) => catalogue::CUSTOMER_INVALID_ID.into(),
            AddNoteError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateNoteError> for ApiError {
    fn from(error: UpdateNoteError) -> Self {
        match error {
            UpdateNoteError::NotFound => catalogue::NOTE_INVALID_ID.into(),
            UpdateNoteError::Stale { current } => stale(current),
            UpdateNoteError::Store(error) => error.into(),
        }
    }
}

impl From<RemoveNoteError> for ApiError {
    fn from(error: RemoveNoteError) -> Self {
        match error {
            RemoveNoteError::NotFound => catalogue::NOTE_INVALID_ID.into(),
            RemoveNoteError::Stale { current } => stale(current),
            RemoveNoteError::Store(error) => error.into(),
        }
    }
}
