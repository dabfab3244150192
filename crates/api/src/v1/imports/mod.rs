//! Imports.

mod cancel;
mod create;
mod errors;
mod form;
mod get;
mod input;
mod list;
pub(crate) mod reader;
mod refusals;

use growffinity_customers::imports::{Import, Refusal};
use growffinity_kernel::ImportId;

use crate::{
    rest::{ApiError, Item, route::Route},
    routes,
    state::State,
    views::ImportView,
};

/// Refusals that an item shows; the others are read by themselves.
const SHOWN: u32 = 100;

/// The routes of imports.
pub fn routes() -> Vec<Route> {
    routes![
        list::list_imports,
        create::create_import,
        get::get_import,
        refusals::list_import_errors,
        cancel::cancel_import,
    ]
}

/// An import with the first of its refusals.
async fn item(import: Import, app: &State) -> Result<Item<ImportView>, ApiError> {
    let version = import.version;
    let view = views(vec![import], app).await?.pop().ok_or_else(|| ApiError::internal("an import has no view"))?;
    Ok(Item::new(view, version))
}

/// Imports, each with the first of its refusals.
async fn views(imports: Vec<Import>, app: &State) -> Result<Vec<ImportView>, ApiError> {
    let ids: Vec<ImportId> = imports.iter().filter(|it| it.tally.refused > 0).map(|it| it.id).collect();
    let first = if ids.is_empty() { Vec::new() } else { app.imports.first_refusals(&ids, SHOWN).await? };
    let view = |import: Import| {
        let own = first.iter().filter(|(id, _)| *id == import.id).map(|(_, refusal)| refusal.clone());
        let refusals: Vec<Refusal> = own.collect();
        ImportView::new(import, refusals, app)
    };
    Ok(imports.into_iter().map(view).collect())
}
