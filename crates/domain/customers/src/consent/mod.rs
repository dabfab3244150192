//! Consent to e-mail: who may be mailed, since when, and how we know.

mod decide;
mod merge;

pub use decide::{ConsentDecision, Voice};

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

/// Whether a customer may be sent marketing e-mail. Only `Subscribed` ones are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConsentStatus {
    /// Said yes.
    Subscribed,
    /// Said no, or no longer.
    Unsubscribed,
    /// Has said nothing yet.
    Pending,
    /// Mail to the address came back for good.
    Bounced,
    /// Reported a message as unwanted.
    Complained,
}

impl ConsentStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Subscribed, Self::Unsubscribed, Self::Pending, Self::Bounced, Self::Complained];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Subscribed => "subscribed",
            Self::Unsubscribed => "unsubscribed",
            Self::Pending => "pending",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
        }
    }

    /// The status of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether the customer or their mail server has said no: nothing that only copies data undoes it.
    pub const fn is_refusal(self) -> bool {
        matches!(self, Self::Unsubscribed | Self::Bounced | Self::Complained)
    }
}

/// Consent to e-mail and its history's last entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Whether the customer may be mailed.
    pub status: ConsentStatus,
    /// Where the status came from (`checkout`, `import`, …); empty when unknown.
    pub source: String,
    /// Since when.
    pub at: Option<DateTime<Utc>>,
    /// What proves it: `ip`, `user_agent`, `text`, as far as known.
    pub proof: Map<String, Value>,
    /// Who wrote it down (`user:3`, `campaign:12`); empty when unknown. Answers do not show it, the history does.
    pub by: String,
}

impl Consent {
    /// A consent with no proof.
    pub fn new(status: ConsentStatus, source: impl Into<String>, at: Option<DateTime<Utc>>) -> Self {
        Self { status, source: source.into(), at, proof: Map::new(), by: String::new() }
    }
}

/// A change of consent: what is `None` stays, except that a new status begins with no source and proof, now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConsentChange {
    /// The new status.
    pub status: Option<ConsentStatus>,
    /// Where it came from.
    pub source: Option<String>,
    /// Since when.
    pub at: Option<DateTime<Utc>>,
    /// What proves it.
    pub proof: Option<Map<String, Value>>,
    /// Whose word it is.
    pub voice: Voice,
    /// Who writes it down.
    pub by: String,
}
