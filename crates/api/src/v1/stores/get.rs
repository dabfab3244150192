//! `GET /stores/{id}`

use growffinity_kernel::StoreId;

use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::CustomersRead,
    views::StoreView,
};

/// The documentation of [`get_store`].
pub struct Docs;

/// Get a store.
#[utoipa::path(get, path = "/stores/{id}", impl_for = Docs, tag = "Stores",
    responses((status = 200, description = "The store.", body = StoreView)))]
pub async fn get_store(
    _caller: Caller<CustomersRead>,
    Path(id): Path<StoreId>,
    app: App,
) -> Result<Item<StoreView>, ApiError> {
    let store = app.stores.find(id).await?.ok_or(catalogue::STORE_INVALID_ID)?;
    let version = store.version;
    Ok(Item::new(StoreView::new(store, &app), version))
}
