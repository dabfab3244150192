//! `GET /customers`

use crate::{
    rest::{ApiError, App, Caller, Collection, Query},
    rights::CustomersRead,
    v1::customers::query::CustomerListQuery,
    views::CustomerView,
};

/// The documentation of [`list_customers`].
pub struct Docs;

/// List customers.
#[utoipa::path(get, path = "/customers", impl_for = Docs, tag = "Customers",
    responses((status = 200, description = "The customers.", body = Vec<CustomerView>)))]
pub async fn list_customers(
    _caller: Caller<CustomersRead>,
    Query(list): Query<CustomerListQuery>,
    app: App,
) -> Result<Collection<CustomerView>, ApiError> {
    let page = app.customers.list(&list.query).await?;
    Ok(Collection::new(page, list.listing, |customer| customer.id.get(), |customer| CustomerView::new(customer, &app)))
}
