//! Nodes about campaigns: what a customer was sent, and did with it.

use growffinity_kernel::{CampaignId, named_enum};
use serde_json::{Value, json};

use crate::condition::{aggregate::Comparison, within::Within};

named_enum!(
    /// What happened between a campaign and a customer. Hits of machines are none.
    CampaignAction {
        /// The message was handed over to the customer's mail server.
        Sent = "sent",
        /// It was opened.
        Opened = "opened",
        /// A link in it was followed.
        Clicked = "clicked",
        /// It came back.
        Bounced = "bounced",
        /// It was called spam.
        Complained = "complained",
        /// The customer unsubscribed by it.
        Unsubscribed = "unsubscribed",
        /// An order came of it.
        Converted = "converted",
    }
);

/// What happened between campaigns and a customer, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignCondition {
    pub(super) campaign: Option<CampaignId>,
    pub(super) action: CampaignAction,
    pub(super) link: Option<String>,
    pub(super) within: Option<Within>,
    pub(super) comparison: Comparison,
}

impl CampaignCondition {
    /// The campaign; any when `None`.
    pub const fn campaign(&self) -> Option<CampaignId> {
        self.campaign
    }

    /// What happened.
    pub const fn action(&self) -> CampaignAction {
        self.action
    }

    /// The link that was followed, letter by letter; any when `None`.
    pub fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }

    /// When it happened.
    pub const fn within(&self) -> Option<&Within> {
        self.within.as_ref()
    }

    /// What is asked of the number.
    pub const fn comparison(&self) -> &Comparison {
        &self.comparison
    }

    pub(super) fn to_json(&self) -> Value {
        let mut campaign = json!({"action": self.action.as_str()});
        if let Some(members) = campaign.as_object_mut() {
            if let Some(id) = self.campaign {
                members.insert("id".to_owned(), json!(id.get()));
            }
            if let Some(link) = &self.link {
                members.insert("link".to_owned(), json!(link));
            }
            if let Some(within) = &self.within {
                members.insert("within".to_owned(), within.written.clone());
            }
        }
        self.comparison.add_to(json!({"campaign": campaign}))
    }
}
