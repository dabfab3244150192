//! Making a webhook.

use growffinity_kernel::{StoreError, UserId};

use super::{SecretShown, Webhooks};
use crate::{Payload, Topics, WebhookDraft, WebhookSecret, WebhookStatus};

/// A webhook to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWebhook {
    /// What people call it; named after its time when nothing is said.
    pub name: Option<String>,
    /// Whether it is told of events from the start.
    pub status: WebhookStatus,
    /// What it wants to hear of.
    pub topics: Topics,
    /// The form of what is posted.
    pub payload: Payload,
    /// Where to.
    pub delivery_url: String,
    /// What it is signed with; made up when nothing is said.
    pub secret: Option<WebhookSecret>,
    /// In whose view items are shown.
    pub owner: UserId,
}

/// Why a webhook can't be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateWebhookError {
    /// The address is not one to go to; what is wrong with it.
    #[error("the address {0}")]
    Address(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Webhooks {
    /// Makes a webhook. A ping is sent to it soon, which is not waited for.
    ///
    /// # Errors
    /// [`CreateWebhookError`]; nothing is made then.
    pub async fn create(&self, new: NewWebhook) -> Result<SecretShown, CreateWebhookError> {
        self.transport.check(&new.delivery_url).map_err(CreateWebhookError::Address)?;
        let now = self.clock.now();
        let secret = new.secret.unwrap_or_else(|| WebhookSecret::generate(&*self.random));
        let draft = WebhookDraft {
            name: new.name.unwrap_or_else(|| format!("Webhook created on {}", now.format("%Y-%m-%d %H:%M"))),
            status: new.status,
            topics: new.topics,
            payload: new.payload,
            delivery_url: new.delivery_url,
            owner: new.owner,
        };
        let webhook = self.store.insert(&draft, &self.seal.seal(secret.expose()), now).await?;
        Ok(SecretShown { webhook, secret })
    }
}
