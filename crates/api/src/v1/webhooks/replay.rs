//! `POST /webhooks/{id}/replay`

use actix_web::http::StatusCode;
use growffinity_kernel::WebhookId;

use super::input::ReplayBody;
use crate::{
    rest::{ApiError, App, Body, Caller, Path, Report},
    rights::WebhooksWrite,
    views::ReplayView,
};

/// The documentation of [`replay_webhook`].
pub struct Docs;

/// Tell of a range of time again.
///
/// Makes a delivery for each event in it that the webhook is told of now, in their order, whether it was told before or not:
/// for a receiver that was away. At most 100,000 at once.
#[utoipa::path(post, path = "/webhooks/{id}/replay", impl_for = Docs, tag = "Webhooks",
    responses(
        (status = 202, description = "How many deliveries were made.", body = ReplayView),
        (status = 409, description = "`growffinity_rest_webhook_state`: the webhook is not active."),
    ))]
pub async fn replay_webhook(
    _caller: Caller<WebhooksWrite>,
    Path(id): Path<WebhookId>,
    Body(ReplayBody(span)): Body<ReplayBody>,
    app: App,
) -> Result<Report<ReplayView>, ApiError> {
    let queued = app.webhooks.replay(id, span).await?;
    Ok(Report(StatusCode::ACCEPTED, ReplayView { queued }))
}
