//! `GET /customers/{id}`

use growffinity_kernel::CustomerId;

use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::CustomersRead,
    views::CustomerView,
};

/// The documentation of [`get_customer`].
pub struct Docs;

/// Get a customer.
#[utoipa::path(get, path = "/customers/{id}", impl_for = Docs, tag = "Customers",
    responses((status = 200, description = "The customer.", body = CustomerView)))]
pub async fn get_customer(
    _caller: Caller<CustomersRead>,
    Path(id): Path<CustomerId>,
    app: App,
) -> Result<Item<CustomerView>, ApiError> {
    let customer = app.customers.find(id).await?.ok_or(catalogue::CUSTOMER_INVALID_ID)?;
    let version = customer.version;
    Ok(Item::new(CustomerView::new(customer, &app), version))
}
