//! What a change makes of a consent: who may overwrite what.

use chrono::{DateTime, Utc};
use growffinity_kernel::Origin;

use super::{Consent, ConsentChange, ConsentStatus};

/// Whose word a change of consent is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Voice {
    /// The customer's own: a confirmation, an unsubscription.
    Person,
    /// Someone of the shop, through the API.
    #[default]
    Hand,
    /// A mail server's: a bounce or a complaint.
    Mail,
    /// Data copied from elsewhere: an import, a shop's update.
    Copy,
}

impl Voice {
    /// Every voice.
    pub const ALL: [Self; 4] = [Self::Person, Self::Hand, Self::Mail, Self::Copy];
}

/// What comes of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsentDecision {
    /// All is as it was.
    Unchanged,
    /// This voice does not overwrite what is there; nothing is changed, and nobody need be told.
    Kept,
    /// By hand a refusal is only undone when the change says where the consent comes from.
    NeedsSource,
    /// The consent is this from now on.
    Changed(Consent),
}

impl Consent {
    /// Decides what `change` makes of this consent at `now`.
    ///
    /// | from | to | the person | by hand | mail | a copy |
    /// |---|---|---|---|---|---|
    /// | pending, subscribed | any | yes | yes | a refusal | yes |
    /// | a refusal | pending, subscribed | yes | with a source | never | never |
    /// | a refusal | a refusal | yes | yes | a graver one | never |
    ///
    /// Refusals are bounced, unsubscribed and complained, from light to grave. What a copy may not overwrite, it may not
    /// furnish with another source or proof either.
    pub fn decide(&self, change: &ConsentChange, now: DateTime<Utc>) -> ConsentDecision {
        let to = change.status.unwrap_or(self.status);
        match change.voice {
            Voice::Person => {}
            Voice::Hand => {
                let has_source = change.source.as_deref().is_some_and(|source| !source.trim().is_empty());
                if self.status.is_refusal() && !to.is_refusal() && !has_source {
                    return ConsentDecision::NeedsSource;
                }
            }
            Voice::Mail => {
                if !to.is_refusal() || to.gravity() <= self.status.gravity() {
                    return ConsentDecision::Kept;
                }
            }
            Voice::Copy => {
                if self.status.is_refusal() {
                    return ConsentDecision::Kept;
                }
            }
        }
        let after = self.with(change, now);
        let said = |consent: &Self| (consent.status, consent.source.clone(), consent.at, consent.proof.clone());
        if said(&after) == said(self) { ConsentDecision::Unchanged } else { ConsentDecision::Changed(after) }
    }

    /// Applies `change` at `now`, a copied one when `origin` is an import; answers whether anything changed. What
    /// [`Consent::decide`] refuses changes nothing.
    pub fn apply(&mut self, change: &ConsentChange, origin: Origin, now: DateTime<Utc>) -> bool {
        match self.decide(&change.clone().from_origin(origin), now) {
            ConsentDecision::Changed(after) => {
                *self = after;
                true
            }
            ConsentDecision::Unchanged | ConsentDecision::Kept | ConsentDecision::NeedsSource => false,
        }
    }

    fn with(&self, change: &ConsentChange, now: DateTime<Utc>) -> Self {
        let mut after = self.clone();
        if let Some(status) = change.status.filter(|status| *status != self.status) {
            after = Self::new(status, "", Some(now));
        }
        if let Some(source) = &change.source {
            after.source.clone_from(source);
        }
        if let Some(at) = change.at {
            after.at = Some(at);
        }
        if let Some(proof) = &change.proof {
            after.proof.clone_from(proof);
        }
        after.by.clone_from(&change.by);
        after
    }
}

impl ConsentChange {
    /// The same change as `origin` speaks it: an import only copies.
    #[must_use]
    pub fn from_origin(mut self, origin: Origin) -> Self {
        if origin != Origin::Live {
            self.voice = Voice::Copy;
        }
        self
    }
}

impl ConsentStatus {
    /// How much it stands in the way of mail: 0 lets it through.
    pub(super) const fn gravity(self) -> u8 {
        match self {
            Self::Subscribed => 0,
            Self::Pending => 1,
            Self::Bounced => 2,
            Self::Unsubscribed => 3,
            Self::Complained => 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    fn to(status: ConsentStatus, voice: Voice, source: Option<&str>) -> ConsentChange {
        let source = source.map(str::to_owned);
        ConsentChange { status: Some(status), voice, source, ..ConsentChange::default() }
    }

    /// What each voice makes of each status, asked for subscribed, unsubscribed, pending, bounced, complained:
    /// `y` changed, `=` unchanged, `k` kept, `s` needs a source.
    #[test]
    fn each_voice_overwrites_what_the_table_says() {
        let table = [
            (ConsentStatus::Subscribed, Voice::Person, "=yyyy"),
            (ConsentStatus::Unsubscribed, Voice::Person, "y=yyy"),
            (ConsentStatus::Pending, Voice::Person, "yy=yy"),
            (ConsentStatus::Bounced, Voice::Person, "yyy=y"),
            (ConsentStatus::Complained, Voice::Person, "yyyy="),
            (ConsentStatus::Subscribed, Voice::Hand, "=yyyy"),
            (ConsentStatus::Unsubscribed, Voice::Hand, "s=syy"),
            (ConsentStatus::Pending, Voice::Hand, "yy=yy"),
            (ConsentStatus::Bounced, Voice::Hand, "sys=y"),
            (ConsentStatus::Complained, Voice::Hand, "sysy="),
            (ConsentStatus::Subscribed, Voice::Mail, "kykyy"),
            (ConsentStatus::Unsubscribed, Voice::Mail, "kkkky"),
            (ConsentStatus::Pending, Voice::Mail, "kykyy"),
            (ConsentStatus::Bounced, Voice::Mail, "kykky"),
            (ConsentStatus::Complained, Voice::Mail, "kkkkk"),
            (ConsentStatus::Subscribed, Voice::Copy, "=yyyy"),
            (ConsentStatus::Unsubscribed, Voice::Copy, "kkkkk"),
            (ConsentStatus::Pending, Voice::Copy, "yy=yy"),
            (ConsentStatus::Bounced, Voice::Copy, "kkkkk"),
            (ConsentStatus::Complained, Voice::Copy, "kkkkk"),
        ];
        assert_eq!(table.len(), ConsentStatus::ALL.len() * Voice::ALL.len());
        for (from, voice, outcomes) in table {
            for (status, expected) in ConsentStatus::ALL.into_iter().zip(outcomes.chars()) {
                let consent = Consent::new(from, "", None);
                let outcome = match consent.decide(&to(status, voice, None), now()) {
                    ConsentDecision::Changed(after) => {
                        assert_eq!((after.status, after.at), (status, Some(now())));
                        'y'
                    }
                    ConsentDecision::Unchanged => '=',
                    ConsentDecision::Kept => 'k',
                    ConsentDecision::NeedsSource => 's',
                };
                assert_eq!(outcome, expected, "{from:?} to {status:?} by {voice:?}");
            }
        }
    }

    #[test]
    fn by_hand_a_source_undoes_a_refusal_and_a_blank_one_does_not() {
        let refused = Consent::new(ConsentStatus::Unsubscribed, "link", None);
        let with = |source| refused.decide(&to(ConsentStatus::Subscribed, Voice::Hand, Some(source)), now());
        assert!(matches!(with("phone call"), ConsentDecision::Changed(after) if after.source == "phone call"));
        assert_eq!(with("  "), ConsentDecision::NeedsSource);
    }

    #[test]
    fn a_copy_does_not_furnish_a_refusal_with_another_source() {
        let mut refused = Consent::new(ConsentStatus::Unsubscribed, "link", None);
        let change = ConsentChange { source: Some("import".into()), ..ConsentChange::default() };
        assert!(!refused.apply(&change, Origin::Import, now()));
        assert_eq!(refused.source, "link");
        assert!(refused.apply(&change, Origin::Live, now()), "by hand it may be put right");
    }

    #[test]
    fn a_new_status_begins_without_the_old_ones_proof() {
        let mut consent = Consent::new(ConsentStatus::Subscribed, "form", None);
        consent.proof.insert("ip".into(), json!("192.0.2.1"));
        assert!(consent.apply(&to(ConsentStatus::Unsubscribed, Voice::Person, None), Origin::Live, now()));
        assert_eq!((consent.source.as_str(), consent.proof.len()), ("", 0));
    }

    #[test]
    fn who_wrote_it_down_alone_is_no_change() {
        let consent = Consent::new(ConsentStatus::Subscribed, "form", None);
        let change = ConsentChange { by: "user:1".into(), ..ConsentChange::default() };
        assert_eq!(consent.decide(&change, now()), ConsentDecision::Unchanged);
    }
}
