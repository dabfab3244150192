//! `GET /api-keys`

use growffinity_access::keys::{ApiKey, ApiKeyOrder, ApiKeyQuery, KeyStatus, KeyType};
use growffinity_kernel::Direction;

use super::names_of;
use crate::{
    listed,
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Query,
        list::Orders,
        params::{Choice, FromParams, List, Reader, id},
    },
    rights::UsersRead,
    views::ApiKeyView,
};

/// The documentation of [`list_api_keys`].
pub struct Docs;

const ORDERS: Orders<ApiKeyOrder> = &[
    ("date", ApiKeyOrder::Created),
    ("id", ApiKeyOrder::Id),
    ("include", ApiKeyOrder::Include),
    ("name", ApiKeyOrder::Name),
];

impl FromParams for Listed<ApiKeyQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Descending);
        let kinds = List::of(Choice { all: KeyType::ALL, name: KeyType::as_str }, 10);
        let statuses = List::of(Choice { all: KeyStatus::ALL, name: KeyStatus::as_str }, 10);
        let kind = reader.field("type", kinds).or(Vec::new());
        let status = reader.field("status", statuses).or(Vec::new());
        let user = reader.field("user", id()).about("Acting for this user.").optional();
        Some(listed!(args? => ApiKeyQuery { kind, status, user }))
    }
}

/// List API keys.
#[utoipa::path(get, path = "/api-keys", impl_for = Docs, tag = "API keys",
    responses((status = 200, description = "The keys, without their secrets.", body = Vec<ApiKeyView>)))]
pub async fn list_api_keys(
    _caller: Caller<UsersRead>,
    Query(list): Query<Listed<ApiKeyQuery>>,
    app: App,
) -> Result<Collection<ApiKeyView>, ApiError> {
    let page = app.keys.list(&list.query).await?;
    let names = names_of(&page.items, &app).await?;
    let view = |key: ApiKey| {
        let user = names.get(&key.user).cloned().unwrap_or_default();
        ApiKeyView::new(key, user, &app)
    };
    Ok(Collection::new(page, list.listing, |key| key.id.get(), view))
}
