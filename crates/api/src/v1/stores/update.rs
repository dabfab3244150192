//! `PUT /stores/{id}`

use growffinity_kernel::StoreId;

use crate::{
    rest::{ApiError, App, Body, Caller, IfMatch, Item, Path},
    rights::StoresWrite,
    v1::stores::input::StorePatch,
    views::StoreView,
};

/// The documentation of [`update_store`].
pub struct Docs;

/// Change a store in part.
///
/// What the body does not name stays as it is. PUT, PATCH and POST do the same.
#[utoipa::path(put, path = "/stores/{id}", impl_for = Docs, tag = "Stores",
    responses(
        (status = 200, description = "The store, changed.", body = StoreView),
        (status = 409, description = "`growffinity_rest_name_exists`: another store has this name; its id is in `data.resource_id`. `growffinity_rest_store_in_use`: there must be a default store."),
    ))]
pub async fn update_store(
    _caller: Caller<StoresWrite>,
    Path(id): Path<StoreId>,
    IfMatch(expected): IfMatch,
    Body(StorePatch(change)): Body<StorePatch>,
    app: App,
) -> Result<Item<StoreView>, ApiError> {
    let store = app.stores.update(id, &change, expected).await?;
    let version = store.version;
    Ok(Item::new(StoreView::new(store, &app), version))
}
