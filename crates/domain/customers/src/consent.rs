//! Consent to e-mail: who may be mailed, since when, and how we know.

use chrono::{DateTime, Utc};
use growffinity_kernel::Origin;
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

    /// Whether an import or a shop's update must leave it alone: the customer or their mail server has spoken.
    pub const fn is_final_for_imports(self) -> bool {
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
}

impl Consent {
    /// A consent with no proof.
    pub fn new(status: ConsentStatus, source: impl Into<String>, at: Option<DateTime<Utc>>) -> Self {
        Self { status, source: source.into(), at, proof: Map::new() }
    }

    /// Applies `change` at `now`; answers whether anything changed.
    ///
    /// An import never overwrites `unsubscribed`, `bounced` or `complained`.
    pub fn apply(&mut self, change: &ConsentChange, origin: Origin, now: DateTime<Utc>) -> bool {
        if origin == Origin::Import && self.status.is_final_for_imports() {
            return false;
        }
        let before = self.clone();
        if let Some(status) = change.status.filter(|status| *status != self.status) {
            self.status = status;
            self.source.clear();
            self.proof.clear();
            self.at = Some(now);
        }
        if let Some(source) = &change.source {
            self.source.clone_from(source);
        }
        if let Some(at) = change.at {
            self.at = Some(at);
        }
        if let Some(proof) = &change.proof {
            self.proof.clone_from(proof);
        }
        *self != before
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_does_not_resubscribe_anyone() {
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let subscribe = ConsentChange { status: Some(ConsentStatus::Subscribed), ..ConsentChange::default() };
        for status in [ConsentStatus::Unsubscribed, ConsentStatus::Bounced, ConsentStatus::Complained] {
            let mut consent = Consent::new(status, "form", None);
            assert!(!consent.apply(&subscribe, Origin::Import, now));
            assert_eq!(consent.status, status);
            assert!(consent.apply(&subscribe, Origin::Live, now));
        }
        let mut pending = Consent::new(ConsentStatus::Pending, "", None);
        assert!(pending.apply(&subscribe, Origin::Import, now));
        assert_eq!(pending.at, Some(now));
    }
}
