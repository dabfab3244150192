//! What custom events need from a store. One call is one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{CustomEventId, CustomerId, Origin, Page, StoreError};

use super::{CustomEvent, CustomEventDraft, CustomEventQuery, RecordedEvent};
use crate::Consent;

/// Keeps custom events.
#[async_trait]
pub trait CustomEventStore: Send + Sync {
    /// The event with this id.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, id: CustomEventId) -> Result<Option<CustomEvent>, StoreError>;

    /// A part of the list of a customer's events. The total MUST be exact, under the same filter.
    ///
    /// # Errors
    /// When the store fails.
    async fn list(&self, customer: CustomerId, query: &CustomEventQuery) -> Result<Page<CustomEvent>, StoreError>;

    /// Records `drafts`, in their order, in one transaction; each says when it occurred.
    ///
    /// An implementer MUST find each draft's customer, or make the one of an address that is not known; MUST answer
    /// the event known before for a `unique_id` that the customer has already, in the store or earlier among
    /// `drafts`, and add nothing; MUST append [`crate::events::customer_created`] for each customer made and
    /// [`crate::events::custom_event_recorded`] for each event added; MUST answer one outcome a draft, in order,
    /// `None` for a customer id that is not known. Two calls at once MUST come to the same as one after the other.
    ///
    /// # Errors
    /// When the store fails; nothing is recorded then.
    async fn record(
        &self,
        drafts: Vec<CustomEventDraft>,
        terms: &EventTerms,
    ) -> Result<Vec<Option<RecordedEvent>>, StoreError>;
}

/// Under which terms events are recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct EventTerms {
    /// Where they come from.
    pub origin: Origin,
    /// Consent of customers made on the way.
    pub consent: Consent,
    /// What time it is.
    pub now: DateTime<Utc>,
}
