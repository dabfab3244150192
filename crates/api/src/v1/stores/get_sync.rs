//! `GET /stores/{id}/sync`

use actix_web::http::StatusCode;
use growffinity_kernel::StoreId;

use crate::{
    rest::{ApiError, App, Caller, Path, Report, catalogue},
    rights::CustomersRead,
    views::SyncView,
};

/// The documentation of [`get_sync`].
pub struct Docs;

/// See how fetching a shop's data stands.
#[utoipa::path(get, path = "/stores/{id}/sync", impl_for = Docs, tag = "Stores",
    responses(
        (status = 200, description = "How the last one stands.", body = SyncView),
        (status = 404, description = "`growffinity_rest_sync_invalid_id`: there was none, or no such store."),
    ))]
pub async fn get_sync(
    _caller: Caller<CustomersRead>,
    Path(id): Path<StoreId>,
    app: App,
) -> Result<Report<SyncView>, ApiError> {
    let sync = app.shops.find(id).await?.ok_or(catalogue::SYNC_INVALID_ID)?;
    Ok(Report(StatusCode::OK, SyncView::new(sync, &app)))
}
