//! Changing a campaign.

use growffinity_kernel::{CampaignId, StoreError};

use crate::{Campaign, CampaignChange, CampaignState, Campaigns, Fault, WrongState};

/// Why a campaign can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateCampaignError {
    /// There is no such campaign.
    #[error("there is no such campaign")]
    NotFound,
    /// It is on its way or over.
    #[error(transparent)]
    State(#[from] WrongState),
    /// A template does not parse or names an unknown variable, a segment does not exist, or the time has gone by.
    #[error("the campaign has {} faults", .0.len())]
    Invalid(Vec<Fault>),
    /// The caller expected another version, or others keep changing it; this one is current.
    #[error("the campaign is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often a change is tried again when others change the same campaign meanwhile.
const ATTEMPTS: u32 = 5;

impl Campaigns {
    /// Changes a campaign and answers how it is then. A change that changes nothing raises no version.
    ///
    /// # Errors
    /// [`UpdateCampaignError`]; nothing is changed then.
    pub async fn update(
        &self,
        id: CampaignId,
        change: CampaignChange,
        expected: Option<i32>,
    ) -> Result<Campaign, UpdateCampaignError> {
        let mut current = 0;
        for _ in 0..ATTEMPTS {
            let before = self.store.find(id).await?.ok_or(UpdateCampaignError::NotFound)?;
            current = before.version;
            if expected.is_some_and(|expected| expected != current) {
                return Err(UpdateCampaignError::Stale { current });
            }
            let after = self.changed(&before, &change).await?;
            if after == before {
                return Ok(before);
            }
            if let Some(saved) = self.store.save(&after, current).await? {
                return Ok(saved);
            }
        }
        Err(UpdateCampaignError::Stale { current })
    }

    async fn changed(&self, before: &Campaign, change: &CampaignChange) -> Result<Campaign, UpdateCampaignError> {
        before.state.may_change()?;
        if change.touches_content() {
            before.state.may_change_content()?;
        }
        let now = self.clock.now();
        let mut after = before.clone();
        after.apply(change);
        if let (CampaignState::Scheduled { .. }, Some(at)) = (&before.state, change.scheduled_at) {
            if at.is_some_and(|at| at <= now) {
                return Err(UpdateCampaignError::Invalid(vec![past()]));
            }
            after.state = after.state.reschedule(at)?;
        }
        let mut faults = if change.touches_content() { self.faults(&after).await? } else { Vec::new() };
        if after.state.scheduled_at().is_some() {
            faults.extend(after.missing());
        }
        if !faults.is_empty() {
            return Err(UpdateCampaignError::Invalid(faults));
        }
        if after != *before {
            after.modified_at = now;
        }
        Ok(after)
    }
}

/// The fault of a time that has gone by.
pub(crate) fn past() -> Fault {
    Fault::new("scheduled_at", "rest_invalid_date", "scheduled_at must lie in the future.")
}
