//! Where a campaign stands, and which way it may go on.

use chrono::{DateTime, Utc};

/// The name of a state, as stored and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CampaignStatus {
    /// Being written.
    Draft,
    /// Will be sent at a set time.
    Scheduled,
    /// On its way: the audience is frozen, or about to be.
    Sending,
    /// Stopped on its way; may go on.
    Paused,
    /// Every message has an outcome.
    Sent,
    /// Called off.
    Canceled,
    /// Could not be sent.
    Failed,
}

impl CampaignStatus {
    /// Every status.
    pub const ALL: [Self; 7] =
        [Self::Draft, Self::Scheduled, Self::Sending, Self::Paused, Self::Sent, Self::Canceled, Self::Failed];

    /// The name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Sending => "sending",
            Self::Paused => "paused",
            Self::Sent => "sent",
            Self::Canceled => "canceled",
            Self::Failed => "failed",
        }
    }

    /// The status of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// Where a campaign stands, with what belongs to that state alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CampaignState {
    /// Being written.
    Draft,
    /// Will be sent.
    Scheduled {
        /// When.
        at: DateTime<Utc>,
    },
    /// On its way.
    Sending {
        /// Since when.
        started_at: DateTime<Utc>,
    },
    /// Stopped on its way.
    Paused {
        /// When sending began.
        started_at: DateTime<Utc>,
        /// Why it stopped, when it stopped by itself.
        reason: Option<String>,
    },
    /// Done.
    Sent {
        /// When sending began.
        started_at: DateTime<Utc>,
        /// When the last message had its outcome.
        finished_at: DateTime<Utc>,
    },
    /// Called off.
    Canceled {
        /// When sending began, if it had.
        started_at: Option<DateTime<Utc>>,
        /// When it was called off.
        finished_at: DateTime<Utc>,
    },
    /// Could not be sent.
    Failed {
        /// When that was found.
        finished_at: DateTime<Utc>,
        /// Why.
        reason: String,
    },
}

/// What was asked for is not possible in the state the campaign is in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not possible while the campaign is {}", state.as_str())]
pub struct WrongState {
    /// The state it is in.
    pub state: CampaignStatus,
    /// The states it would be possible in.
    pub allowed: &'static [CampaignStatus],
}

impl CampaignState {
    /// The name of this state.
    pub const fn status(&self) -> CampaignStatus {
        match self {
            Self::Draft => CampaignStatus::Draft,
            Self::Scheduled { .. } => CampaignStatus::Scheduled,
            Self::Sending { .. } => CampaignStatus::Sending,
            Self::Paused { .. } => CampaignStatus::Paused,
            Self::Sent { .. } => CampaignStatus::Sent,
            Self::Canceled { .. } => CampaignStatus::Canceled,
            Self::Failed { .. } => CampaignStatus::Failed,
        }
    }

    /// When it is to be sent, while that lies ahead.
    pub const fn scheduled_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Scheduled { at } => Some(*at),
            _ => None,
        }
    }

    /// When sending began.
    pub const fn started_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Sending { started_at } | Self::Paused { started_at, .. } | Self::Sent { started_at, .. } => {
                Some(*started_at)
            }
            Self::Canceled { started_at, .. } => *started_at,
            Self::Draft | Self::Scheduled { .. } | Self::Failed { .. } => None,
        }
    }

    /// When it came to an end.
    pub const fn finished_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Sent { finished_at, .. } | Self::Canceled { finished_at, .. } | Self::Failed { finished_at, .. } => {
                Some(*finished_at)
            }
            Self::Draft | Self::Scheduled { .. } | Self::Sending { .. } | Self::Paused { .. } => None,
        }
    }

    /// Why it is where it is, when there is something to say.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Paused { reason, .. } => reason.as_deref(),
            Self::Failed { reason, .. } => Some(reason),
            _ => None,
        }
    }

    /// Sends now, or at `at`. A scheduled one may be sent now or moved.
    ///
    /// # Errors
    /// [`WrongState`] once it is on its way or over.
    pub fn send(self, at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<Self, WrongState> {
        match (self, at) {
            (Self::Draft, Some(at)) => Ok(Self::Scheduled { at }),
            (Self::Draft | Self::Scheduled { .. }, None) => Ok(Self::Sending { started_at: now }),
            (other, _) => Err(WrongState { state: other.status(), allowed: &[CampaignStatus::Draft] }),
        }
    }

    /// Moves a scheduled one to another time, or back to a draft.
    ///
    /// # Errors
    /// [`WrongState`] unless it is scheduled.
    pub fn reschedule(self, at: Option<DateTime<Utc>>) -> Result<Self, WrongState> {
        match (self, at) {
            (Self::Scheduled { .. }, Some(at)) => Ok(Self::Scheduled { at }),
            (Self::Scheduled { .. }, None) => Ok(Self::Draft),
            (other, _) => Err(WrongState { state: other.status(), allowed: &[CampaignStatus::Scheduled] }),
        }
    }

    /// Whether what the campaign says and to whom may still be changed.
    ///
    /// # Errors
    /// [`WrongState`] once it is on its way or over.
    pub const fn may_change_content(&self) -> Result<(), WrongState> {
        match self {
            Self::Draft | Self::Scheduled { .. } => Ok(()),
            other => {
                Err(WrongState { state: other.status(), allowed: &[CampaignStatus::Draft, CampaignStatus::Scheduled] })
            }
        }
    }

    /// Whether anything at all may still be changed; a paused one keeps its content.
    ///
    /// # Errors
    /// [`WrongState`] while it is being sent and once it is over.
    pub const fn may_change(&self) -> Result<(), WrongState> {
        match self {
            Self::Draft | Self::Scheduled { .. } | Self::Paused { .. } => Ok(()),
            other => Err(WrongState {
                state: other.status(),
                allowed: &[CampaignStatus::Draft, CampaignStatus::Scheduled, CampaignStatus::Paused],
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_campaign_is_sent_once() {
        let sending = CampaignState::Draft.send(None, now()).unwrap();
        assert_eq!(sending.status(), CampaignStatus::Sending);
        let refused = sending.send(None, now()).unwrap_err();
        assert_eq!(refused.state, CampaignStatus::Sending);
        assert_eq!(refused.allowed, [CampaignStatus::Draft]);
    }

    #[test]
    fn a_scheduled_one_can_be_moved_taken_back_or_sent_now() {
        let scheduled = CampaignState::Draft.send(Some(now()), now()).unwrap();
        assert_eq!(scheduled.clone().reschedule(None).unwrap(), CampaignState::Draft);
        assert_eq!(scheduled.clone().send(None, now()).unwrap().status(), CampaignStatus::Sending);
        assert!(scheduled.send(Some(now()), now()).is_err(), "scheduled twice");
        assert!(CampaignState::Draft.reschedule(None).is_err());
    }
}
