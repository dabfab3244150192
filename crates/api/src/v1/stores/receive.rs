//! `POST /stores/{id}/woocommerce`

use actix_web::http::StatusCode;
use growffinity_customers::sync::Delivery;
use growffinity_kernel::StoreId;

use crate::{
    rest::{ApiError, App, Path, Report, SignedBody},
    views::ReceivedView,
};

/// The documentation of [`receive_webhook`].
pub struct Docs;

/// Take in a webhook of a WooCommerce shop.
///
/// Give a shop this address as the delivery URL of its webhooks for customers, orders and products, and the store's
/// `webhook_secret` as their secret. The signature over the body signs it in. What can't be taken in is answered with 200
/// and `refused`, and logged: a shop that is answered with errors stops sending.
#[utoipa::path(post, path = "/stores/{id}/woocommerce", impl_for = Docs, tag = "Stores",
    params(
        ("X-WC-Webhook-Topic" = Option<String>, Header, description = "What it is about, such as `order.updated`."),
        ("X-WC-Webhook-Signature" = Option<String>, Header,
            description = "Base64 of the HMAC-SHA256 of the body under the store's secret."),
    ),
    responses((status = 200, description = "What became of it.", body = ReceivedView)))]
pub async fn receive_webhook(
    Path(id): Path<StoreId>,
    signed: SignedBody,
    app: App,
) -> Result<Report<ReceivedView>, ApiError> {
    let delivery = Delivery { topic: &signed.topic, signature: &signed.signature, body: &signed.bytes };
    let received = signed.attempt(&app, app.shops.receive(id, delivery)).await?;
    let view = ReceivedView::new(received);
    if let Some(message) = view.refused() {
        tracing::warn!(store = %id, topic = signed.topic, message, "a shop's webhook could not be taken in");
    }
    Ok(Report(StatusCode::OK, view))
}
