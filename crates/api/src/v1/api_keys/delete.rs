//! `DELETE /api-keys/{id}`

use growffinity_kernel::ApiKeyId;

use super::name_of;
use crate::{
    rest::{ApiError, App, Caller, Deleted, Path, catalogue},
    rights::UsersWrite,
    views::ApiKeyView,
};

/// The documentation of [`delete_api_key`].
pub struct Docs;

/// Revoke an API key.
///
/// It is refused at once here, on every node within a second. It stays in the list as revoked.
#[utoipa::path(delete, path = "/api-keys/{id}", impl_for = Docs, tag = "API keys",
    responses((status = 200, description = "The key as it was.",
        body = inline(crate::openapi::DeletedView<ApiKeyView>))))]
pub async fn delete_api_key(
    _caller: Caller<UsersWrite>,
    Path(id): Path<ApiKeyId>,
    app: App,
) -> Result<Deleted<ApiKeyView>, ApiError> {
    let before = app.keys.find(id).await?.ok_or(catalogue::API_KEY_INVALID_ID)?;
    app.keys.revoke(id).await?.ok_or(catalogue::API_KEY_INVALID_ID)?;
    let user = name_of(before.user, &app).await?;
    Ok(Deleted(ApiKeyView::new(before, user, &app)))
}
