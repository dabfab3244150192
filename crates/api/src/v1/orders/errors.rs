//! Answers to what recording an order refuses.

use growffinity_customers::{DeleteOrderError, RecordOrderError};

use crate::{
    rest::{
        ApiError, catalogue,
        params::{Fault, Faults},
    },
    v1::shared::stale,
};

impl From<RecordOrderError> for ApiError {
    fn from(error: RecordOrderError) -> Self {
        match error {
            RecordOrderError::UnknownOrder(_) => catalogue::ORDER_INVALID_ID.into(),
            RecordOrderError::UnknownStore(_) => catalogue::STORE_INVALID_ID.into(),
            RecordOrderError::UnknownCustomer(_) => catalogue::CUSTOMER_INVALID_ID.into(),
            RecordOrderError::NoDefaultStore => {
                let words = "There is no default store: name the order's store.";
                Self::new(catalogue::STORE_INVALID_ID).saying(words)
            }
            RecordOrderError::TotalMissing => missing("total"),
            RecordOrderError::CustomerMissing => missing("billing[email]"),
            RecordOrderError::InvalidEmail => Self::invalid_param(Fault {
                param: "billing[email]".to_owned(),
                code: "rest_invalid_email",
                message: "Invalid email address.".to_owned(),
                data: serde_json::Value::Null,
                listed: false,
            }),
            RecordOrderError::RefundTooLarge => catalogue::REFUND_TOO_LARGE.into(),
            RecordOrderError::ValueTooLarge => Self::invalid_param(Fault {
                param: "exchange_rate".to_owned(),
                code: "rest_out_of_bounds",
                message: "The total in the site currency must have at most 14 digits before the point.".to_owned(),
                data: serde_json::Value::Null,
                listed: false,
            }),
            RecordOrderError::StoreFixed => fixed("store", "An order stays in its store."),
            RecordOrderError::ExternalIdFixed => fixed("external_id", "An order keeps its external id."),
            RecordOrderError::Stale { current } => stale(current),
        }
    }
}

impl From<DeleteOrderError> for ApiError {
    fn from(error: DeleteOrderError) -> Self {
        match error {
            DeleteOrderError::UnknownOrder(_) => catalogue::ORDER_INVALID_ID.into(),
            DeleteOrderError::Stale { current } => stale(current),
        }
    }
}

/// A member that can't be changed.
pub(in crate::v1) fn fixed(param: &str, message: &str) -> ApiError {
    ApiError::invalid_param(Fault {
        param: param.to_owned(),
        code: "rest_invalid_param",
        message: message.to_owned(),
        data: serde_json::Value::Null,
        listed: false,
    })
}

pub(in crate::v1) fn missing(name: &'static str) -> ApiError {
    let mut faults = Faults::default();
    faults.missing(name);
    faults.into_error().unwrap_or_else(|| catalogue::MISSING_PARAM.into())
}
