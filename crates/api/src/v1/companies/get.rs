//! `GET /companies/{id}`

use growffinity_kernel::CompanyId;

use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::CustomersRead,
    views::CompanyView,
};

/// The documentation of [`get_company`].
pub struct Docs;

/// Get a company.
#[utoipa::path(get, path = "/companies/{id}", impl_for = Docs, tag = "Companies",
    responses((status = 200, description = "The company.", body = CompanyView)))]
pub async fn get_company(
    _caller: Caller<CustomersRead>,
    Path(id): Path<CompanyId>,
    app: App,
) -> Result<Item<CompanyView>, ApiError> {
    let company = app.companies.find(id).await?.ok_or(catalogue::COMPANY_INVALID_ID)?;
    let version = company.version;
    Ok(Item::new(CompanyView::new(company, &app), version))
}
