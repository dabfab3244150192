//! Changing a webhook.

use chrono::{DateTime, Utc};
use growffinity_kernel::{StoreError, WebhookId};

use super::Webhooks;
use crate::{Payload, Topics, Webhook, WebhookSecret, WebhookStatus};

/// A partial update: `None` leaves a member as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WebhookChange {
    /// Another name.
    pub name: Option<String>,
    /// Another status. Active makes a disabled one start anew.
    pub status: Option<WebhookStatus>,
    /// Other wishes.
    pub topics: Option<Topics>,
    /// Another form; deliveries whose body is frozen keep theirs.
    pub payload: Option<Payload>,
    /// Another address.
    pub delivery_url: Option<String>,
    /// Another secret, without overlap.
    pub secret: Option<WebhookSecret>,
}

/// Why a webhook can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateWebhookError {
    /// There is no such webhook.
    #[error("there is no such webhook")]
    NotFound,
    /// The new address is not one to go to; what is wrong with it.
    #[error("the address {0}")]
    Address(String),
    /// The caller expected another version, or others keep changing it; this one is current.
    #[error("the webhook is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often a change is tried again when others change the same webhook meanwhile.
const ATTEMPTS: u32 = 5;

impl Webhook {
    /// Applies `change` at `now`, the secret aside; answers whether anything changed.
    pub fn apply(&mut self, change: &WebhookChange, now: DateTime<Utc>) -> bool {
        let before = self.clone();
        if let Some(name) = &change.name {
            self.name.clone_from(name);
        }
        if let Some(topics) = &change.topics {
            self.topics.clone_from(topics);
        }
        if let Some(url) = &change.delivery_url {
            self.delivery_url.clone_from(url);
        }
        self.payload = change.payload.unwrap_or(self.payload);
        if let Some(status) = change.status {
            self.become_(status);
        }
        let changed = *self != before || change.secret.is_some();
        if changed {
            self.modified_at = now;
        }
        changed
    }

    fn become_(&mut self, status: WebhookStatus) {
        if self.status != status && status != WebhookStatus::Disabled {
            self.disabled_reason = None;
            self.failure_count = 0;
            self.failing_since = None;
        }
        self.status = status;
    }
}

impl Webhooks {
    /// Changes a webhook and answers how it is then. With `expected`, the change is made only over that version. A new
    /// address is sent a ping.
    ///
    /// # Errors
    /// [`UpdateWebhookError`]; nothing is changed then.
    pub async fn update(
        &self,
        id: WebhookId,
        change: &WebhookChange,
        expected: Option<i32>,
    ) -> Result<Webhook, UpdateWebhookError> {
        if let Some(url) = &change.delivery_url {
            self.transport.check(url).map_err(UpdateWebhookError::Address)?;
        }
        let mut current = 0;
        for _ in 0..ATTEMPTS {
            let before = self.store.find(id).await?.ok_or(UpdateWebhookError::NotFound)?;
            current = before.version;
            if expected.is_some_and(|expected| expected != current) {
                return Err(UpdateWebhookError::Stale { current });
            }
            let mut webhook = before.clone();
            if !webhook.apply(change, self.clock.now()) {
                return Ok(webhook);
            }
            let secret = change.secret.as_ref().map(|secret| self.seal.seal(secret.expose()));
            let moved = webhook.delivery_url != before.delivery_url;
            if let Some(saved) = self.store.save(&webhook, current, secret, moved).await? {
                return Ok(saved);
            }
        }
        Err(UpdateWebhookError::Stale { current })
    }
}
