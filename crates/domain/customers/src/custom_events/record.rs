//! Recording custom events.

use chrono::{DateTime, TimeDelta, Utc};
use growffinity_kernel::{CustomerId, EmailAddress, Origin, StoreError};

use super::{CustomEvent, CustomEvents, EventName, Properties, ports::EventTerms};
use crate::Consent;

/// An event to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomEventDraft {
    /// Who did it.
    pub who: Who,
    /// What was done.
    pub name: EventName,
    /// What else is told of it.
    pub properties: Properties,
    /// When it was done; now when nobody says.
    pub occurred_at: Option<DateTime<Utc>>,
    /// The shop's own id of it: told again for the same customer, it is not recorded again.
    pub unique_id: Option<String>,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The customer with this id.
    Id(CustomerId),
    /// The customer with this address, made when there is none.
    Email(EmailAddress),
}

/// What came of one draft.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedEvent {
    /// The event.
    pub event: CustomEvent,
    /// Whether it was recorded by this call; else it was known.
    pub is_new: bool,
}

/// Why one event was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordEventError {
    /// No customer has this id.
    #[error("there is no such customer")]
    UnknownCustomer,
    /// It is yet to happen.
    #[error("the event is in the future")]
    InFuture,
    /// It happened before 1970.
    #[error("the event is too long ago")]
    TooLongAgo,
}

/// How far the clock of a shop may go ahead of ours.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(5);

impl CustomEvents {
    /// Records one event; see [`CustomEvents::record`].
    ///
    /// # Errors
    /// `Ok(Err(_))` names what is wrong with the event; `Err(_)` when the store fails. Nothing is recorded then.
    pub async fn record_one(
        &self,
        draft: CustomEventDraft,
        origin: Origin,
    ) -> Result<Result<RecordedEvent, RecordEventError>, StoreError> {
        let outcomes = self.record(vec![draft], origin).await?;
        outcomes.into_iter().next().ok_or_else(|| StoreError::unexpected("one event gave no outcome"))
    }

    /// Records a batch of events in one transaction; one outcome an event, in order. A refused event refuses no other.
    ///
    /// # Errors
    /// When the store fails; nothing is recorded then.
    pub async fn record(
        &self,
        drafts: Vec<CustomEventDraft>,
        origin: Origin,
    ) -> Result<Vec<Result<RecordedEvent, RecordEventError>>, StoreError> {
        let now = self.clock.now();
        let mut good = Vec::with_capacity(drafts.len());
        let mut places = Vec::with_capacity(drafts.len());
        for draft in drafts {
            places.push(occurred(draft.occurred_at, now).map(|at| {
                good.push(CustomEventDraft { occurred_at: Some(at), ..draft });
            }));
        }
        let terms = EventTerms { origin, consent: Consent::new(self.config.default_consent, "", None), now };
        let recorded = if good.is_empty() { Vec::new() } else { self.store.record(good, &terms).await? };
        let mut recorded = recorded.into_iter();
        let lost = || StoreError::unexpected("an event gave no outcome");
        places
            .into_iter()
            .map(|place| match place {
                Err(refused) => Ok(Err(refused)),
                Ok(()) => Ok(recorded.next().ok_or_else(lost)?.ok_or(RecordEventError::UnknownCustomer)),
            })
            .collect()
    }
}

/// When an event happened that is said to have happened at `told`: never later than now.
pub(crate) fn occurred(told: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<DateTime<Utc>, RecordEventError> {
    let Some(told) = told else { return Ok(now) };
    if told > now + CLOCKS_DIFFER {
        return Err(RecordEventError::InFuture);
    }
    if told < DateTime::UNIX_EPOCH {
        return Err(RecordEventError::TooLongAgo);
    }
    Ok(told.min(now))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{RecordEventError, occurred};

    #[test]
    fn nothing_happens_later_than_now() {
        let now: DateTime<Utc> = "2026-06-01T12:00:00Z".parse().unwrap();
        let at = |minutes| occurred(Some(now + TimeDelta::minutes(minutes)), now);
        assert_eq!(occurred(None, now), Ok(now));
        assert_eq!(at(-60), Ok(now - TimeDelta::hours(1)));
        assert_eq!(at(5), Ok(now), "a clock that goes ahead is forgiven");
        assert_eq!(at(6), Err(RecordEventError::InFuture));
        assert_eq!(occurred(Some(DateTime::UNIX_EPOCH), now), Ok(DateTime::UNIX_EPOCH));
        let before = DateTime::UNIX_EPOCH - TimeDelta::seconds(1);
        assert_eq!(occurred(Some(before), now), Err(RecordEventError::TooLongAgo));
    }
}
