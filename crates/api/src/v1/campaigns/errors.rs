//! Answers to what campaigns' use cases refuse.

use growffinity_campaigns::{CreateCampaignError, Fault, SendCampaignError, UpdateCampaignError, WrongState};

use crate::{
    rest::{ApiError, catalogue, params},
    v1::shared::stale,
};

fn listed(faults: Vec<Fault>) -> Vec<params::Fault> {
    faults.into_iter().map(|fault| params::Fault::listed(fault.path, fault.code, fault.message)).collect()
}

fn wrong_state(wrong: &WrongState) -> ApiError {
    let allowed: Vec<&str> = wrong.allowed.iter().map(|state| state.as_str()).collect();
    ApiError::new(catalogue::CAMPAIGN_STATE).with("state", wrong.state.as_str()).with("allowed", allowed)
}

impl From<CreateCampaignError> for ApiError {
    fn from(error: CreateCampaignError) -> Self {
        match error {
            CreateCampaignError::Invalid(faults) => Self::invalid_params(listed(faults)),
            CreateCampaignError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateCampaignError> for ApiError {
    fn from(error: UpdateCampaignError) -> Self {
        match error {
            UpdateCampaignError::NotFound => catalogue::CAMPAIGN_INVALID_ID.into(),
            UpdateCampaignError::State(wrong) => wrong_state(&wrong),
            UpdateCampaignError::Invalid(faults) => Self::invalid_params(listed(faults)),
            UpdateCampaignError::Stale { current } => stale(current),
            UpdateCampaignError::Store(error) => error.into(),
        }
    }
}

impl From<SendCampaignError> for ApiError {
    fn from(error: SendCampaignError) -> Self {
        match error {
            SendCampaignError::NotFound => catalogue::CAMPAIGN_INVALID_ID.into(),
            SendCampaignError::State(wrong) => wrong_state(&wrong),
            SendCampaignError::Invalid(faults) => Self::faulty(catalogue::CAMPAIGN_INVALID, listed(faults)),
            SendCampaignError::Store(error) => error.into(),
        }
    }
}
