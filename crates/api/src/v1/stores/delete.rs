//! `DELETE /stores/{id}`

use growffinity_kernel::StoreId;

use crate::{
    rest::{ApiError, App, Caller, Deleted, IfMatch, Path},
    rights::StoresWrite,
    views::StoreView,
};

/// The documentation of [`delete_store`].
pub struct Docs;

/// Delete a store that nothing names.
#[utoipa::path(delete, path = "/stores/{id}", impl_for = Docs, tag = "Stores",
    responses(
        (status = 200, description = "The store as it was.", body = inline(crate::openapi::DeletedView<StoreView>)),
        (status = 409, description = "`growffinity_rest_store_in_use`: customers, orders or products name it, or it is the default one."),
    ))]
pub async fn delete_store(
    _caller: Caller<StoresWrite>,
    Path(id): Path<StoreId>,
    IfMatch(expected): IfMatch,
    app: App,
) -> Result<Deleted<StoreView>, ApiError> {
    let store = app.stores.delete(id, expected).await?;
    Ok(Deleted(StoreView::new(store, &app)))
}
