//! `PUT /companies/{id}`

use growffinity_kernel::CompanyId;

use crate::{
    rest::{ApiError, App, Body, Caller, IfMatch, Item, Path},
    rights::CustomersWrite,
    v1::companies::input::CompanyPatch,
    views::CompanyView,
};

/// The documentation of [`update_company`].
pub struct Docs;

/// Change a company in part.
///
/// What the body does not name stays as it is. PUT, PATCH and POST do the same.
#[utoipa::path(put, path = "/companies/{id}", impl_for = Docs, tag = "Companies",
    responses(
        (status = 200, description = "The company, changed.", body = CompanyView),
        (status = 409, description = "`growffinity_rest_name_exists`: another company has this name; its id is in `data.resource_id`."),
    ))]
pub async fn update_company(
    _caller: Caller<CustomersWrite>,
    Path(id): Path<CompanyId>,
    IfMatch(expected): IfMatch,
    Body(CompanyPatch(change)): Body<CompanyPatch>,
    app: App,
) -> Result<Item<CompanyView>, ApiError> {
    let company = app.companies.update(id, &change, expected).await?;
    let version = company.version;
    Ok(Item::new(CompanyView::new(company, &app), version))
}
