//! `GET /webhooks/{id}/deliveries/{delivery}`

use growffinity_kernel::{DeliveryId, WebhookId};

use super::known;
use crate::{
    rest::{ApiError, App, Caller, Item, Paths, catalogue},
    rights::WebhooksRead,
    views::DeliveryView,
};

/// The documentation of [`get_webhook_delivery`].
pub struct Docs;

/// Get a delivery: its attempts, and what is posted.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries/{delivery}", impl_for = Docs, tag = "Webhooks",
    responses((status = 200, description = "The delivery.", body = DeliveryView)))]
pub async fn get_webhook_delivery(
    _caller: Caller<WebhooksRead>,
    Paths(id, delivery): Paths<WebhookId, DeliveryId>,
    app: App,
) -> Result<Item<DeliveryView>, ApiError> {
    let webhook = known(id, &app).await?;
    let delivery = app.webhooks.find_delivery(id, delivery).await?.ok_or(catalogue::DELIVERY_INVALID_ID)?;
    Ok(Item::plain(DeliveryView::whole(delivery, &webhook, &app)))
}
