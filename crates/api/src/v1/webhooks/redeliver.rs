//! `POST /webhooks/{id}/deliveries/{delivery}/redeliver`

use growffinity_kernel::{DeliveryId, WebhookId};

use super::known;
use crate::{
    rest::{ApiError, App, Caller, Item, Paths},
    rights::WebhooksWrite,
    views::DeliveryView,
};

/// The documentation of [`redeliver_webhook_delivery`].
pub struct Docs;

/// Deliver something again.
///
/// Makes a new delivery of the same event with the same body; `webhook-id` is the same, so that a receiver that has it can
/// tell.
#[utoipa::path(post, path = "/webhooks/{id}/deliveries/{delivery}/redeliver", impl_for = Docs, tag = "Webhooks",
    responses(
        (status = 202, description = "The new delivery.", body = DeliveryView),
        (status = 409, description = "`growffinity_rest_webhook_state`: the webhook is not active."),
    ))]
pub async fn redeliver_webhook_delivery(
    _caller: Caller<WebhooksWrite>,
    Paths(id, delivery): Paths<WebhookId, DeliveryId>,
    app: App,
) -> Result<Item<DeliveryView>, ApiError> {
    let webhook = known(id, &app).await?;
    let delivery = app.webhooks.redeliver(id, delivery).await?;
    Ok(Item::plain(DeliveryView::whole(delivery, &webhook, &app)).accepted())
}
