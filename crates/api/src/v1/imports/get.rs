//! `GET /imports/{id}`

use growffinity_kernel::ImportId;

use super::item;
use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::CustomersRead,
    views::ImportView,
};

/// The documentation of [`get_import`].
pub struct Docs;

/// Retrieve an import: how far it is, and the first hundred lines it refused.
#[utoipa::path(get, path = "/imports/{id}", impl_for = Docs, tag = "Imports",
    responses((status = 200, description = "The import.", body = ImportView)))]
pub async fn get_import(
    _caller: Caller<CustomersRead>,
    Path(id): Path<ImportId>,
    app: App,
) -> Result<Item<ImportView>, ApiError> {
    let import = app.imports.find(id).await?.ok_or(catalogue::IMPORT_INVALID_ID)?;
    item(import, &app).await
}
