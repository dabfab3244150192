//! `GET /webhooks/events`

use actix_web::http::StatusCode;

use crate::{
    item_view::example,
    rest::{ApiError, Caller, Report},
    rights::WebhooksRead,
    views::WebhookEventView,
};

/// The documentation of [`list_webhook_events`].
pub struct Docs;

/// List every event that webhooks can be told of.
#[utoipa::path(get, path = "/webhooks/events", impl_for = Docs, tag = "Webhooks",
    responses((status = 200, description = "The events, each with an example.", body = Vec<WebhookEventView>)))]
pub async fn list_webhook_events(_caller: Caller<WebhooksRead>) -> Result<Report<Vec<WebhookEventView>>, ApiError> {
    let events = growffinity_webhooks::events().map(|info| WebhookEventView::new(info, example(info.kind)));
    Ok(Report(StatusCode::OK, events.collect()))
}
