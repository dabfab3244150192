//! Giving a webhook a new secret.

use chrono::TimeDelta;
use growffinity_kernel::{StoreError, WebhookId};

use super::{SecretShown, Webhooks};
use crate::WebhookSecret;

impl Webhooks {
    /// Gives a webhook a new secret, made up unless one is given. For `overlap` the present one signs too. `None`: there is
    /// no such webhook.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn rotate_secret(
        &self,
        id: WebhookId,
        secret: Option<WebhookSecret>,
        overlap: TimeDelta,
    ) -> Result<Option<SecretShown>, StoreError> {
        let secret = secret.unwrap_or_else(|| WebhookSecret::generate(&*self.random));
        let now = self.clock.now();
        let rotated = self.store.rotate(id, &self.seal.seal(secret.expose()), now + overlap, now).await?;
        Ok(rotated.map(|webhook| SecretShown { webhook, secret }))
    }
}
