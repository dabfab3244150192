//! `GET /api-keys/{id}`

use growffinity_kernel::ApiKeyId;

use super::name_of;
use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::UsersRead,
    views::ApiKeyView,
};

/// The documentation of [`get_api_key`].
pub struct Docs;

/// Get an API key, without its secret.
#[utoipa::path(get, path = "/api-keys/{id}", impl_for = Docs, tag = "API keys",
    responses((status = 200, description = "The key.", body = ApiKeyView)))]
pub async fn get_api_key(
    _caller: Caller<UsersRead>,
    Path(id): Path<ApiKeyId>,
    app: App,
) -> Result<Item<ApiKeyView>, ApiError> {
    let key = app.keys.find(id).await?.ok_or(catalogue::API_KEY_INVALID_ID)?;
    let user = name_of(key.user, &app).await?;
    Ok(Item::plain(ApiKeyView::new(key, user, &app)))
}
