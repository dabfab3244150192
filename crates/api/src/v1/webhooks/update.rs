//! `PUT /webhooks/{id}`

use growffinity_kernel::WebhookId;

use super::may_hear;
use crate::{
    rest::{ApiError, App, Body, Caller, IfMatch, Item, Path},
    rights::WebhooksWrite,
    v1::webhooks::input::WebhookPatch,
    views::WebhookView,
};

/// The documentation of [`update_webhook`].
pub struct Docs;

/// Change a webhook in part.
///
/// What the body does not name stays as it is. PUT, PATCH and POST do the same. Making a disabled one active starts its
/// failures anew; a new address is sent a ping; a new `secret` takes effect at once.
#[utoipa::path(put, path = "/webhooks/{id}", impl_for = Docs, tag = "Webhooks",
    responses((status = 200, description = "The webhook, changed.", body = WebhookView)))]
pub async fn update_webhook(
    caller: Caller<WebhooksWrite>,
    Path(id): Path<WebhookId>,
    IfMatch(expected): IfMatch,
    Body(WebhookPatch(change)): Body<WebhookPatch>,
    app: App,
) -> Result<Item<WebhookView>, ApiError> {
    if let Some(topics) = &change.topics {
        may_hear(caller.principal(), topics)?;
    }
    let webhook = app.webhooks.update(id, &change, expected).await?;
    let version = webhook.version;
    Ok(Item::new(WebhookView::new(webhook, &app), version))
}
