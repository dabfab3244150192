//! `POST /imports/{id}/cancel`

use growffinity_kernel::ImportId;

use super::item;
use crate::{
    rest::{ApiError, App, Caller, Item, Path},
    rights::CustomersWrite,
    views::ImportView,
};

/// The documentation of [`cancel_import`].
pub struct Docs;

/// Cancel an import.
///
/// What was recorded stays; nothing more is recorded once this has answered.
#[utoipa::path(post, path = "/imports/{id}/cancel", impl_for = Docs, tag = "Imports",
    responses(
        (status = 200, description = "The import, `canceled`.", body = ImportView),
        (status = 409, description = "`growffinity_rest_import_state`: it has ended already."),
    ))]
pub async fn cancel_import(
    _caller: Caller<CustomersWrite>,
    Path(id): Path<ImportId>,
    app: App,
) -> Result<Item<ImportView>, ApiError> {
    item(app.imports.cancel(id).await?, &app).await
}
