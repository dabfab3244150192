//! Making a campaign.

use chrono_tz::Tz;
use growffinity_kernel::{CampaignId, StoreError};

use crate::{
    Audience, Campaign, CampaignChange, CampaignState, Campaigns, Content, ContentFormat, Fault, OnUncertain, Sender,
};

/// A campaign to be made: a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCampaign {
    /// What the shop calls it.
    pub name: String,
    /// The zone its times are meant in, unless `rest` says another.
    pub timezone: Tz,
    /// Everything else, as a change of a blank draft.
    pub rest: CampaignChange,
}

/// Why a campaign can't be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateCampaignError {
    /// A template does not parse or names an unknown variable, or a segment does not exist.
    #[error("the campaign has {} faults", .0.len())]
    Invalid(Vec<Fault>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Campaigns {
    /// Makes a draft.
    ///
    /// # Errors
    /// [`CreateCampaignError`]; nothing is made then.
    pub async fn create(&self, new: NewCampaign) -> Result<Campaign, CreateCampaignError> {
        let now = self.clock.now();
        let blank_id = CampaignId::new(i64::MAX).ok_or_else(|| StoreError::unexpected("no id"))?;
        let mut campaign = Campaign {
            id: blank_id,
            name: new.name,
            subject: String::new(),
            preheader: String::new(),
            from: Sender::default(),
            reply_to: None,
            content: Content { format: ContentFormat::Html, body: String::new(), text: None },
            audience: Audience::default(),
            state: CampaignState::Draft,
            timezone: new.timezone,
            on_uncertain: OnUncertain::default(),
            version: 1,
            created_at: now,
            modified_at: now,
        };
        campaign.apply(&new.rest);
        let faults = self.faults(&campaign).await?;
        if !faults.is_empty() {
            return Err(CreateCampaignError::Invalid(faults));
        }
        Ok(self.store.insert(&campaign).await?)
    }
}
