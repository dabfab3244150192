//! `POST /webhooks/{id}/rotate-secret`

use growffinity_kernel::WebhookId;

use super::input::{OVERLAP, RotateBody};
use crate::{
    rest::{ApiError, App, Body, Caller, Item, Path, catalogue},
    rights::WebhooksWrite,
    views::SecretWebhookView,
};

/// The documentation of [`rotate_webhook_secret`].
pub struct Docs;

/// Give a webhook a new secret.
///
/// For 24 hours `webhook-signature` holds a signature by each of the two; the other headers are signed with the new one at
/// once. It is in this answer and nowhere else.
#[utoipa::path(post, path = "/webhooks/{id}/rotate-secret", impl_for = Docs, tag = "Webhooks",
    responses((status = 200, description = "The webhook, with its new secret.", body = SecretWebhookView)))]
pub async fn rotate_webhook_secret(
    _caller: Caller<WebhooksWrite>,
    Path(id): Path<WebhookId>,
    Body(body): Body<RotateBody>,
    app: App,
) -> Result<Item<SecretWebhookView>, ApiError> {
    let rotated = app.webhooks.rotate_secret(id, body.secret, OVERLAP).await?;
    let shown = rotated.ok_or(catalogue::WEBHOOK_INVALID_ID)?;
    Ok(Item::plain(SecretWebhookView::new(shown, &app)))
}
