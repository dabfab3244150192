//! Answers to what recording an event refuses.

use growffinity_customers::custom_events::RecordEventError;

use crate::rest::{
    ApiError, catalogue,
    params::{At, Fault},
};

impl From<RecordEventError> for ApiError {
    fn from(error: RecordEventError) -> Self {
        let at = At::member(None, "occurred_at");
        let bounds = |words: &str| Self::invalid_param(Fault::new(&at, "rest_out_of_bounds", words));
        match error {
            RecordEventError::UnknownCustomer => catalogue::CUSTOMER_INVALID_ID.into(),
            RecordEventError::InFuture => bounds("occurred_at must not be in the future."),
            RecordEventError::TooLongAgo => bounds("occurred_at must not be before 1970."),
        }
    }
}
