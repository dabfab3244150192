//! `DELETE /webhooks/{id}`

use growffinity_kernel::WebhookId;

use crate::{
    rest::{ApiError, App, Caller, Deleted, IfMatch, Path},
    rights::WebhooksWrite,
    views::WebhookView,
};

/// The documentation of [`delete_webhook`].
pub struct Docs;

/// Delete a webhook; what waits for it is given up.
#[utoipa::path(delete, path = "/webhooks/{id}", impl_for = Docs, tag = "Webhooks",
    responses((status = 200, description = "The webhook as it was.", body = inline(crate::openapi::DeletedView<WebhookView>))))]
pub async fn delete_webhook(
    _caller: Caller<WebhooksWrite>,
    Path(id): Path<WebhookId>,
    IfMatch(expected): IfMatch,
    app: App,
) -> Result<Deleted<WebhookView>, ApiError> {
    let webhook = app.webhooks.delete(id, expected).await?;
    Ok(Deleted(WebhookView::new(webhook, &app)))
}
