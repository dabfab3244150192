//! `POST /webhooks/{id}/test`

use growffinity_kernel::WebhookId;

use super::known;
use crate::{
    rest::{ApiError, App, Body, Caller, Item, Path},
    rights::WebhooksWrite,
    v1::webhooks::input::TestBody,
    views::DeliveryView,
};

/// The documentation of [`test_webhook`].
pub struct Docs;

/// Send a test delivery.
///
/// It shows what an event looks like, with an example in place of an item, is signed as any other, and is tried once. What
/// comes of it changes nothing. A paused or disabled webhook can be tested too.
#[utoipa::path(post, path = "/webhooks/{id}/test", impl_for = Docs, tag = "Webhooks",
    responses((status = 202, description = "The delivery.", body = DeliveryView)))]
pub async fn test_webhook(
    _caller: Caller<WebhooksWrite>,
    Path(id): Path<WebhookId>,
    Body(body): Body<TestBody>,
    app: App,
) -> Result<Item<DeliveryView>, ApiError> {
    let webhook = known(id, &app).await?;
    let delivery = app.webhooks.test(id, body.event).await?;
    Ok(Item::plain(DeliveryView::whole(delivery, &webhook, &app)).accepted())
}
