//! Answers to what imports' use cases refuse.

use growffinity_customers::imports::{CancelImportError, MappingFault, StartImportError, ports::KeepFileError};

use crate::rest::{ApiError, catalogue, params::Fault};

impl From<StartImportError> for ApiError {
    fn from(error: StartImportError) -> Self {
        match error {
            StartImportError::File(reason) => {
                let words = format!("The file cannot be imported: {reason}.");
                Self::invalid_params(vec![Fault::listed("file".to_owned(), "rest_invalid_param", words)])
            }
            StartImportError::Mapping(faults) => Self::invalid_params(faults.into_iter().map(listed).collect()),
            StartImportError::UnknownStore(_) => catalogue::STORE_INVALID_ID.into(),
            StartImportError::UnknownSegment(_) => catalogue::SEGMENT_INVALID_ID.into(),
            StartImportError::DynamicSegment(_) => catalogue::SEGMENT_DYNAMIC.into(),
            StartImportError::Store(error) => error.into(),
        }
    }
}

fn listed(fault: MappingFault) -> Fault {
    Fault::listed(fault.path, "rest_invalid_param", fault.message)
}

impl From<CancelImportError> for ApiError {
    fn from(error: CancelImportError) -> Self {
        match error {
            CancelImportError::NotFound => catalogue::IMPORT_INVALID_ID.into(),
            CancelImportError::Ended(status) => Self::new(catalogue::IMPORT_STATE).with("state", status.as_str()),
            CancelImportError::Store(error) => error.into(),
        }
    }
}

impl From<KeepFileError> for ApiError {
    fn from(error: KeepFileError) -> Self {
        match error {
            KeepFileError::TooLarge { limit } => {
                Self::new(catalogue::BODY_TOO_LARGE).saying("The file is too large.").with("limit", limit)
            }
            KeepFileError::BrokenOff(cause) if cause.kind() == std::io::ErrorKind::TimedOut => {
                catalogue::BODY_TIMEOUT.into()
            }
            KeepFileError::BrokenOff(cause) => {
                Self::new(catalogue::INVALID_PARAM).saying(format!("The form could not be read: {cause}."))
            }
            KeepFileError::Store(error) => error.into(),
        }
    }
}
