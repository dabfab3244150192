//! `POST /api-keys`

use super::name_of;
use crate::{
    rest::{ApiError, App, Body, Caller, Item},
    rights::UsersWrite,
    v1::{api_keys::input::ApiKeyBody, shared::refuse_id},
    views::CreatedApiKeyView,
};

/// The documentation of [`create_api_key`].
pub struct Docs;

/// Create an API key.
///
/// Its secret is in this answer and nowhere else. It acts for you unless you name another user, and does no more than
/// that user may.
#[utoipa::path(post, path = "/api-keys", impl_for = Docs, tag = "API keys",
    responses(
        (status = 201, description = "The key, with its secret.", body = CreatedApiKeyView),
        (status = 404, description = "`growffinity_rest_user_invalid_id`: it names a user who is not there."),
    ))]
pub async fn create_api_key(
    caller: Caller<UsersWrite>,
    Body(body): Body<ApiKeyBody>,
    app: App,
) -> Result<Item<CreatedApiKeyView>, ApiError> {
    refuse_id(body.names_id)?;
    let created = app.keys.create(body.acting_for(caller.principal().user.id)).await?;
    let user = name_of(created.key.user, &app).await?;
    let path = format!("/growffinity/v1/api-keys/{}", created.key.id);
    Ok(Item::plain(CreatedApiKeyView::new(created, user, &app)).created(path))
}
