//! `DELETE /companies/{id}`

use growffinity_kernel::CompanyId;

use crate::{
    rest::{ApiError, App, Caller, Deleted, IfMatch, Path},
    rights::CustomersWrite,
    views::CompanyView,
};

/// The documentation of [`delete_company`].
pub struct Docs;

/// Delete a company.
///
/// Its customers belong to none then, and each is told of by `customer.updated`.
#[utoipa::path(delete, path = "/companies/{id}", impl_for = Docs, tag = "Companies",
    responses((status = 200, description = "The company as it was.", body = inline(crate::openapi::DeletedView<CompanyView>))))]
pub async fn delete_company(
    _caller: Caller<CustomersWrite>,
    Path(id): Path<CompanyId>,
    IfMatch(expected): IfMatch,
    app: App,
) -> Result<Deleted<CompanyView>, ApiError> {
    let company = app.companies.delete(id, expected).await?;
    Ok(Deleted(CompanyView::new(company, &app)))
}
