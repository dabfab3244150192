//! A partial update of a campaign.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use growffinity_kernel::{EmailAddress, SegmentId};

use crate::{Campaign, ContentFormat, OnUncertain};

/// What to change. `None` leaves a member as it is; `Some(None)` unsets one that can be unset.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CampaignChange {
    /// New name.
    pub name: Option<String>,
    /// New subject.
    pub subject: Option<String>,
    /// New preview text.
    pub preheader: Option<String>,
    /// New name of the sender.
    pub from_name: Option<String>,
    /// New address of the sender.
    pub from_email: Option<Option<EmailAddress>>,
    /// New address for answers.
    pub reply_to: Option<Option<EmailAddress>>,
    /// New way the body is written.
    pub format: Option<ContentFormat>,
    /// New body.
    pub body: Option<String>,
    /// New plain part.
    pub text: Option<Option<String>>,
    /// New segments to include.
    pub include: Option<Vec<SegmentId>>,
    /// New segments to exclude.
    pub exclude: Option<Vec<SegmentId>>,
    /// New zone.
    pub timezone: Option<Tz>,
    /// New choice for uncertain messages.
    pub on_uncertain: Option<OnUncertain>,
    /// New time of a scheduled campaign; `Some(None)` makes it a draft again. Drafts ignore it: sending schedules.
    pub scheduled_at: Option<Option<DateTime<Utc>>>,
}

impl CampaignChange {
    /// Whether it touches what a campaign that is on its way keeps: all but the name and `on_uncertain`.
    pub fn touches_content(&self) -> bool {
        let rest = Self { name: None, on_uncertain: None, ..self.clone() };
        rest != Self::default()
    }
}

impl Campaign {
    /// Applies all of `change` but the schedule.
    pub(crate) fn apply(&mut self, change: &CampaignChange) {
        fn set<T: Clone>(member: &mut T, wanted: Option<&T>) {
            if let Some(wanted) = wanted {
                member.clone_from(wanted);
            }
        }
        set(&mut self.name, change.name.as_ref());
        set(&mut self.subject, change.subject.as_ref());
        set(&mut self.preheader, change.preheader.as_ref());
        set(&mut self.from.name, change.from_name.as_ref());
        set(&mut self.from.email, change.from_email.as_ref());
        set(&mut self.reply_to, change.reply_to.as_ref());
        set(&mut self.content.format, change.format.as_ref());
        set(&mut self.content.body, change.body.as_ref());
        set(&mut self.content.text, change.text.as_ref());
        set(&mut self.audience.include, change.include.as_ref());
        set(&mut self.audience.exclude, change.exclude.as_ref());
        set(&mut self.timezone, change.timezone.as_ref());
        set(&mut self.on_uncertain, change.on_uncertain.as_ref());
    }
}
