//! Answers to what segments' use cases refuse.

use growffinity_segmentation::{CreateSegmentError, DeleteSegmentError, RefreshSegmentError, UpdateSegmentError};

use crate::{
    rest::{ApiError, catalogue},
    v1::shared::stale,
    views::UsedByView,
};

impl From<CreateSegmentError> for ApiError {
    fn from(error: CreateSegmentError) -> Self {
        match error {
            CreateSegmentError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateSegmentError> for ApiError {
    fn from(error: UpdateSegmentError) -> Self {
        match error {
            UpdateSegmentError::NotFound => catalogue::SEGMENT_INVALID_ID.into(),
            UpdateSegmentError::Static => {
                Self::new(catalogue::SEGMENT_STATIC).saying("A static segment has no conditions.")
            }
            UpdateSegmentError::Stale { current } => stale(current),
            UpdateSegmentError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteSegmentError> for ApiError {
    fn from(error: DeleteSegmentError) -> Self {
        match error {
            DeleteSegmentError::NotFound => catalogue::SEGMENT_INVALID_ID.into(),
            DeleteSegmentError::InUse(used_by) => match serde_json::to_value(UsedByView::new(used_by)) {
                Ok(used_by) => Self::new(catalogue::SEGMENT_IN_USE).with("used_by", used_by),
                Err(error) => Self::internal(error),
            },
            DeleteSegmentError::Stale { current } => stale(current),
            DeleteSegmentError::Store(error) => error.into(),
        }
    }
}

impl From<RefreshSegmentError> for ApiError {
    fn from(error: RefreshSegmentError) -> Self {
        match error {
            RefreshSegmentError::NotFound => catalogue::SEGMENT_INVALID_ID.into(),
            RefreshSegmentError::Static => catalogue::SEGMENT_STATIC.into(),
            RefreshSegmentError::Store(error) => error.into(),
        }
    }
}
