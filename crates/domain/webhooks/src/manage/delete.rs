//! Deleting a webhook.

use growffinity_kernel::{StoreError, WebhookId};

use super::Webhooks;
use crate::Webhook;

/// Why a webhook can't be deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteWebhookError {
    /// There is no such webhook.
    #[error("there is no such webhook")]
    NotFound,
    /// The caller expected another version; this one is current.
    #[error("the webhook is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Webhooks {
    /// Deletes a webhook, gives up what waits for it, and answers how it was.
    ///
    /// # Errors
    /// [`DeleteWebhookError`]; nothing is deleted then.
    pub async fn delete(&self, id: WebhookId, expected: Option<i32>) -> Result<Webhook, DeleteWebhookError> {
        let webhook = self.store.find(id).await?.ok_or(DeleteWebhookError::NotFound)?;
        if expected.is_some_and(|expected| expected != webhook.version) {
            return Err(DeleteWebhookError::Stale { current: webhook.version });
        }
        if self.store.delete(id, self.clock.now()).await? { Ok(webhook) } else { Err(DeleteWebhookError::NotFound) }
    }
}
