//! `POST /api-keys/{id}/rotate`

use growffinity_kernel::ApiKeyId;

use super::name_of;
use crate::{
    rest::{ApiError, App, Body, Caller, Item, Path},
    rights::UsersWrite,
    v1::api_keys::input::RotateBody,
    views::CreatedApiKeyView,
};

/// The documentation of [`rotate_api_key`].
pub struct Docs;

/// Give an API key a new secret.
///
/// The one it has is still accepted for a time. The new one is in this answer and nowhere else.
#[utoipa::path(post, path = "/api-keys/{id}/rotate", impl_for = Docs, tag = "API keys",
    responses(
        (status = 200, description = "The key, with its new secret.", body = CreatedApiKeyView),
        (status = 409, description = "`growffinity_rest_api_key_inactive`: it was revoked, or has expired."),
    ))]
pub async fn rotate_api_key(
    _caller: Caller<UsersWrite>,
    Path(id): Path<ApiKeyId>,
    Body(RotateBody(overlap)): Body<RotateBody>,
    app: App,
) -> Result<Item<CreatedApiKeyView>, ApiError> {
    let now = app.clock.now();
    let rotated = app.keys.rotate(id, overlap.after(now, app.site.timezone) - now).await?;
    let user = name_of(rotated.key.user, &app).await?;
    Ok(Item::plain(CreatedApiKeyView::new(rotated, user, &app)))
}
