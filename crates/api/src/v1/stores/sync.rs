//! `POST /stores/{id}/sync`

use actix_web::http::StatusCode;
use growffinity_kernel::StoreId;

use crate::{
    rest::{ApiError, App, Caller, Path, Report},
    rights::StoresWrite,
    views::SyncView,
};

/// The documentation of [`sync_store`].
pub struct Docs;

/// Fetch a shop's data.
///
/// Products, customers, orders and refunds are asked for in the background, page by page; what has not changed since the
/// last complete time is left out, except customers, whom a shop can't be asked for so. One that is under way goes on, and
/// one that failed goes on where it stood.
#[utoipa::path(post, path = "/stores/{id}/sync", impl_for = Docs, tag = "Stores",
    responses(
        (status = 202, description = "How it stands.", body = SyncView),
        (status = 409, description = "`growffinity_rest_store_not_connected`: it has no address or key, or is paused."),
    ))]
pub async fn sync_store(
    _caller: Caller<StoresWrite>,
    Path(id): Path<StoreId>,
    app: App,
) -> Result<Report<SyncView>, ApiError> {
    let sync = app.shops.request(id, false).await?;
    Ok(Report(StatusCode::ACCEPTED, SyncView::new(sync, &app)))
}
