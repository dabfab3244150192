//! Answers to what webhooks' use cases refuse.

use growffinity_webhooks::{
    CreateWebhookError, DeleteWebhookError, RedeliverError, ReplayError, TestError, UpdateWebhookError, WebhookStatus,
};

use crate::{
    rest::{
        ApiError, catalogue,
        params::{At, Fault},
    },
    v1::shared::stale,
};

fn address(why: &str) -> ApiError {
    let at = At::member(None, "delivery_url");
    ApiError::invalid_param(Fault::new(&at, "rest_invalid_url", format!("The address {why}.")))
}

fn not_active(status: WebhookStatus) -> ApiError {
    ApiError::new(catalogue::WEBHOOK_STATE).with("state", status.as_str())
}

impl From<CreateWebhookError> for ApiError {
    fn from(error: CreateWebhookError) -> Self {
        match error {
            CreateWebhookError::Address(why) => address(&why),
            CreateWebhookError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateWebhookError> for ApiError {
    fn from(error: UpdateWebhookError) -> Self {
        match error {
            UpdateWebhookError::NotFound => catalogue::WEBHOOK_INVALID_ID.into(),
            UpdateWebhookError::Address(why) => address(&why),
            UpdateWebhookError::Stale { current } => stale(current),
            UpdateWebhookError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteWebhookError> for ApiError {
    fn from(error: DeleteWebhookError) -> Self {
        match error {
            DeleteWebhookError::NotFound => catalogue::WEBHOOK_INVALID_ID.into(),
            DeleteWebhookError::Stale { current } => stale(current),
            DeleteWebhookError::Store(error) => error.into(),
        }
    }
}

impl From<TestError> for ApiError {
    fn from(error: TestError) -> Self {
        match error {
            TestError::NotFound => catalogue::WEBHOOK_INVALID_ID.into(),
            TestError::Store(error) => error.into(),
        }
    }
}

impl From<RedeliverError> for ApiError {
    fn from(error: RedeliverError) -> Self {
        match error {
            RedeliverError::NotFound => catalogue::WEBHOOK_INVALID_ID.into(),
            RedeliverError::UnknownDelivery => catalogue::DELIVERY_INVALID_ID.into(),
            RedeliverError::NotActive(status) => not_active(status),
            RedeliverError::Store(error) => error.into(),
        }
    }
}

impl From<ReplayError> for ApiError {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::NotFound => catalogue::WEBHOOK_INVALID_ID.into(),
            ReplayError::NotActive(status) => not_active(status),
            ReplayError::TooMany(most) => {
                let words = format!("More than {most} events lie between; ask for a shorter time.");
                Self::invalid_param(Fault::new(&At::member(None, "before"), "rest_out_of_bounds", words))
            }
            ReplayError::Store(error) => error.into(),
        }
    }
}
