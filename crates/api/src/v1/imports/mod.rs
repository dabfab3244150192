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
pub(super) mod suppressions;

use growffinity_customers::imports::{Import, Refusal};
use growffinity_kernel::ImportId;

use self::form::{Form, KeptFile};
use crate::{
    rest::{ApiError, Item, Upload, catalogue, params::FromParams, route::Route},
    routes,
    state::State,
    views::ImportView,
};

/// Refusals that an item shows; the others are read by themselves.
pub(crate) const SHOWN: u32 = 100;

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

/// Receives a form: its parameters and its file, which is not kept when they have faults.
async fn received<T: FromParams>(upload: &mut Upload, app: &State) -> Result<(T, KeptFile), ApiError> {
    let mut form = Form::receive(upload, &app.imports).await?;
    match form.read::<T>(upload) {
        Ok(input) => Ok((input, form.file.take().ok_or(catalogue::MISSING_PARAM)?)),
        Err(error) => {
            form.discard(&app.imports).await;
            Err(error)
        }
    }
}

/// The answer to what began an import.
async fn begun(import: Import, app: &State) -> Result<Item<ImportView>, ApiError> {
    let id = import.id;
    Ok(item(import, app).await?.created(format!("/growffinity/v1/imports/{id}")).accepted())
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
