//! Deliveries that a caller asks for: a test, one again, a range again.

use growffinity_kernel::{DeliveryId, EventType, Span, StoreError, WebhookId};

use super::Webhooks;
use crate::{Delivery, WebhookStatus, ports::Replayed};

/// Why no test is sent.
#[derive(Debug, thiserror::Error)]
pub enum TestError {
    /// There is no such webhook.
    #[error("there is no such webhook")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a delivery can't be made again.
#[derive(Debug, thiserror::Error)]
pub enum RedeliverError {
    /// There is no such webhook.
    #[error("there is no such webhook")]
    NotFound,
    /// It has no such delivery.
    #[error("the webhook has no such delivery")]
    UnknownDelivery,
    /// The webhook is not active: nothing would be sent.
    #[error("the webhook is not active")]
    NotActive(WebhookStatus),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a range can't be told again.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// There is no such webhook.
    #[error("there is no such webhook")]
    NotFound,
    /// The webhook is not active: nothing would be sent.
    #[error("the webhook is not active")]
    NotActive(WebhookStatus),
    /// More events than can be told again at once.
    #[error("more than {0} events")]
    TooMany(u32),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Most events of one replay.
const MOST: u32 = 100_000;

impl Webhooks {
    /// Makes a delivery that shows what an event looks like: of the type asked for, or the first that the webhook hears of.
    ///
    /// # Errors
    /// [`TestError`].
    pub async fn test(&self, id: WebhookId, event: Option<EventType>) -> Result<Delivery, TestError> {
        let webhook = self.store.find(id).await?.ok_or(TestError::NotFound)?;
        let event = event.or_else(|| webhook.topics.kinds().next()).unwrap_or(EventType::CustomerCreated);
        self.deliveries.test(id, event, self.clock.now()).await?.ok_or(TestError::NotFound)
    }

    /// Makes a delivery of the same event, with the same body, as an earlier one.
    ///
    /// # Errors
    /// [`RedeliverError`].
    pub async fn redeliver(&self, id: WebhookId, delivery: DeliveryId) -> Result<Delivery, RedeliverError> {
        let webhook = self.store.find(id).await?.ok_or(RedeliverError::NotFound)?;
        if webhook.status != WebhookStatus::Active {
            return Err(RedeliverError::NotActive(webhook.status));
        }
        let made = self.deliveries.redeliver(id, delivery, self.clock.now()).await?;
        made.ok_or(RedeliverError::UnknownDelivery)
    }

    /// Makes deliveries of all events within `span` that the webhook hears of now, told before or not, and answers how many.
    ///
    /// # Errors
    /// [`ReplayError`]; none is made then.
    pub async fn replay(&self, id: WebhookId, span: Span) -> Result<u32, ReplayError> {
        let webhook = self.store.find(id).await?.ok_or(ReplayError::NotFound)?;
        if webhook.status != WebhookStatus::Active {
            return Err(ReplayError::NotActive(webhook.status));
        }
        match self.deliveries.replay(id, &webhook.topics, span, MOST, self.clock.now()).await? {
            Replayed::Queued(count) => Ok(count),
            Replayed::TooMany => Err(ReplayError::TooMany(MOST)),
        }
    }
}
