//! `GET /companies/{id}/customers`

use growffinity_kernel::CompanyId;

use crate::{
    rest::{ApiError, App, Caller, Collection, Path, Query, catalogue},
    rights::CustomersRead,
    v1::customers::query::CustomerListQuery,
    views::CustomerView,
};

/// The documentation of [`list_company_customers`].
pub struct Docs;

/// List a company's customers.
#[utoipa::path(get, path = "/companies/{id}/customers", impl_for = Docs, tag = "Companies",
    responses((status = 200, description = "The customers.", body = Vec<CustomerView>)))]
pub async fn list_company_customers(
    _caller: Caller<CustomersRead>,
    Path(id): Path<CompanyId>,
    Query(mut list): Query<CustomerListQuery>,
    app: App,
) -> Result<Collection<CustomerView>, ApiError> {
    app.companies.find(id).await?.ok_or(catalogue::COMPANY_INVALID_ID)?;
    list.query.filter.company = Some(id);
    let page = app.customers.list(&list.query).await?;
    Ok(Collection::new(page, list.listing, |customer| customer.id.get(), |customer| CustomerView::new(customer, &app)))
}
