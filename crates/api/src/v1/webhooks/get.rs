//! `GET /webhooks/{id}`

use growffinity_kernel::WebhookId;

use super::known;
use crate::{
    rest::{ApiError, App, Caller, Item, Path},
    rights::WebhooksRead,
    views::WebhookView,
};

/// The documentation of [`get_webhook`].
pub struct Docs;

/// Get a webhook, without its secret.
#[utoipa::path(get, path = "/webhooks/{id}", impl_for = Docs, tag = "Webhooks",
    responses((status = 200, description = "The webhook.", body = WebhookView)))]
pub async fn get_webhook(
    _caller: Caller<WebhooksRead>,
    Path(id): Path<WebhookId>,
    app: App,
) -> Result<Item<WebhookView>, ApiError> {
    let webhook = known(id, &app).await?;
    let version = webhook.version;
    Ok(Item::new(WebhookView::new(webhook, &app), version))
}
