//! Answers to what segments' use cases refuse.

use growffinity_segmentation::{
    ByHandError, CreateSegmentError, DeleteSegmentError, DuplicateSegmentError, ListHistoryError, PreviewSegmentError,
    RefreshSegmentError, UpdateSegmentError, condition,
};

use crate::{
    rest::{ApiError, catalogue, params::Fault},
    v1::shared::stale,
    views::UsedByView,
};

impl From<CreateSegmentError> for ApiError {
    fn from(error: CreateSegmentError) -> Self {
        match error {
            CreateSegmentError::References(faults) => Self::invalid_params(listed_faults(faults)),
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
            UpdateSegmentError::References(faults) => Self::invalid_params(listed_faults(faults)),
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

impl From<PreviewSegmentError> for ApiError {
    fn from(error: PreviewSegmentError) -> Self {
        match error {
            PreviewSegmentError::References(faults) => Self::invalid_params(listed_faults(faults)),
            PreviewSegmentError::TooSlow => {
                Self::new(catalogue::UNAVAILABLE).saying("The conditions took too long to evaluate.")
            }
            PreviewSegmentError::Store(error) => error.into(),
        }
    }
}

impl From<DuplicateSegmentError> for ApiError {
    fn from(error: DuplicateSegmentError) -> Self {
        match error {
            DuplicateSegmentError::NotFound => catalogue::SEGMENT_INVALID_ID.into(),
            DuplicateSegmentError::Create(error) => error.into(),
            DuplicateSegmentError::Store(error) => error.into(),
        }
    }
}

impl From<ListHistoryError> for ApiError {
    fn from(error: ListHistoryError) -> Self {
        match error {
            ListHistoryError::NotFound => catalogue::SEGMENT_INVALID_ID.into(),
            ListHistoryError::Store(error) => error.into(),
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

impl From<ByHandError> for ApiError {
    fn from(error: ByHandError) -> Self {
        match error {
            ByHandError::UnknownSegments(ids) => {
                Self::new(catalogue::SEGMENT_INVALID_ID).with("segment_ids", listed(ids))
            }
            ByHandError::Dynamic(ids) => Self::new(catalogue::SEGMENT_DYNAMIC).with("segment_ids", listed(ids)),
            ByHandError::UnknownCustomers(ids) => {
                Self::new(catalogue::CUSTOMER_INVALID_ID).with("customer_ids", listed(ids))
            }
            ByHandError::Store(error) => error.into(),
        }
    }
}

fn listed_faults(faults: Vec<condition::Fault>) -> Vec<Fault> {
    faults.into_iter().map(|fault| Fault::listed(fault.path, fault.code, fault.message)).collect()
}

fn listed<T: Into<i64>>(ids: Vec<T>) -> Vec<i64> {
    ids.into_iter().map(Into::into).collect()
}
