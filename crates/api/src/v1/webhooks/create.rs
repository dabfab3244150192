//! `POST /webhooks`

use super::may_hear;
use crate::{
    rest::{ApiError, App, Body, Caller, Item},
    rights::WebhooksWrite,
    v1::{shared::refuse_id, webhooks::input::WebhookBody},
    views::SecretWebhookView,
};

/// The documentation of [`create_webhook`].
pub struct Docs;

/// Create a webhook.
///
/// Its secret is in this answer and nowhere else. A ping follows, whose failure changes nothing. It shows items as you see
/// them, so you need the right to see what it is told of. Made with `topic` it posts the bare item, made with `events` an
/// envelope, unless `payload` says otherwise.
#[utoipa::path(post, path = "/webhooks", impl_for = Docs, tag = "Webhooks",
    responses((status = 201, description = "The webhook, with its secret.", body = SecretWebhookView)))]
pub async fn create_webhook(
    caller: Caller<WebhooksWrite>,
    Body(body): Body<WebhookBody>,
    app: App,
) -> Result<Item<SecretWebhookView>, ApiError> {
    refuse_id(body.names_id)?;
    may_hear(caller.principal(), body.topics())?;
    let shown = app.webhooks.create(body.owned_by(caller.principal().user.id)).await?;
    let path = format!("/growffinity/v1/webhooks/{}", shown.webhook.id);
    Ok(Item::plain(SecretWebhookView::new(shown, &app)).created(path))
}
