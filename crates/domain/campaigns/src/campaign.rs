//! A campaign's record.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use growffinity_kernel::{CampaignId, EmailAddress, SegmentId};

use crate::{CampaignState, Content, Fault, mail::Mailbox};

/// An e-mail campaign: one message, made personal, to everyone in some segments.
#[derive(Debug, Clone, PartialEq)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// What the shop calls it.
    pub name: String,
    /// Template of the subject line.
    pub subject: String,
    /// Template of the preview text.
    pub preheader: String,
    /// Who it is from.
    pub from: Sender,
    /// Where answers go, when not to the sender.
    pub reply_to: Option<EmailAddress>,
    /// Templates of the body.
    pub content: Content,
    /// Who gets it.
    pub audience: Audience,
    /// Where it stands.
    pub state: CampaignState,
    /// The zone its times are meant in.
    pub timezone: Tz,
    /// What to do with messages nobody can tell the outcome of.
    pub on_uncertain: OnUncertain,
    /// Raised by each change of the record, not by what becomes of its messages.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

/// Who a campaign is from; a draft may not know yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sender {
    /// The name shown.
    pub name: String,
    /// The address.
    pub email: Option<EmailAddress>,
}

/// Who gets a campaign: everyone in any segment of `include` and in none of `exclude`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Audience {
    /// In any of these.
    pub include: Vec<SegmentId>,
    /// In none of these.
    pub exclude: Vec<SegmentId>,
}

/// What to do with a message that a server may or may not have taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnUncertain {
    /// Leave it: nobody gets it twice, some may not get it.
    #[default]
    Hold,
    /// Send it again: everybody gets it, some may get it twice.
    Resend,
}

impl OnUncertain {
    /// Every choice.
    pub const ALL: [Self; 2] = [Self::Hold, Self::Resend];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Resend => "resend",
        }
    }

    /// The choice of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == name)
    }
}

impl Campaign {
    /// The sender, once there is one.
    pub fn sender(&self) -> Option<Mailbox> {
        let email = self.from.email.clone()?;
        Some(Mailbox { name: self.from.name.clone(), email })
    }

    /// What is missing before it can be sent, whatever its templates say.
    pub fn missing(&self) -> Vec<Fault> {
        let required = |path: &'static str| {
            Fault::new(path, "rest_property_required", format!("{path} is required to send a campaign."))
        };
        let mut faults = Vec::new();
        if self.subject.trim().is_empty() {
            faults.push(required("subject"));
        }
        if self.content.body.trim().is_empty() {
            faults.push(required("content.body"));
        }
        if self.from.email.is_none() {
            faults.push(required("from.email"));
        }
        if self.audience.include.is_empty() {
            faults.push(required("segments.include"));
        }
        faults
    }
}
