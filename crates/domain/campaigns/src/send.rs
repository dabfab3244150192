//! Sending a campaign, now or at a set time.

use chrono::{DateTime, Utc};
use growffinity_kernel::{CampaignId, StoreError};

use crate::{Campaign, Campaigns, Fault, WrongState, update::past};

/// Why a campaign can't be sent.
#[derive(Debug, thiserror::Error)]
pub enum SendCampaignError {
    /// There is no such campaign.
    #[error("there is no such campaign")]
    NotFound,
    /// It is on its way already, or over.
    #[error(transparent)]
    State(#[from] WrongState),
    /// Something is missing or wrong: no subject, body, sender or audience, a template that does not render, a segment
    /// that does not exist, a time gone by.
    #[error("the campaign has {} faults", .0.len())]
    Invalid(Vec<Fault>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Campaigns {
    /// Sends a campaign now, or schedules it for `at`. The audience is frozen by a worker when the time has come.
    ///
    /// Of two calls at once, one sends and the other is refused.
    ///
    /// # Errors
    /// [`SendCampaignError`]; nothing is changed then.
    pub async fn send(&self, id: CampaignId, at: Option<DateTime<Utc>>) -> Result<Campaign, SendCampaignError> {
        loop {
            let campaign = self.store.find(id).await?.ok_or(SendCampaignError::NotFound)?;
            let now = self.clock.now();
            let state = campaign.state.clone().send(at, now)?;
            let mut faults = campaign.missing();
            faults.extend(self.faults(&campaign).await?);
            if at.is_some_and(|at| at <= now) {
                faults.push(past());
            }
            if !faults.is_empty() {
                return Err(SendCampaignError::Invalid(faults));
            }
            let expected = campaign.version;
            // Lost to another writer: look again, and find it sent or changed.
            if let Some(saved) = self.store.save(&Campaign { state, modified_at: now, ..campaign }, expected).await? {
                return Ok(saved);
            }
        }
    }
}
