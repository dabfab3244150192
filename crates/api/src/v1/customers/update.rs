//! `PUT /customers/{id}`

use growffinity_kernel::CustomerId;

use crate::{
    rest::{ApiError, App, Body, Caller, IfMatch, Item, Path},
    rights::CustomersWrite,
    v1::{customers::input::CustomerPatch, shared::sign},
    views::CustomerView,
};

/// The documentation of [`update_customer`].
pub struct Docs;

/// Change a customer in part.
///
/// What the body does not name stays as it is. PUT, PATCH and POST do the same.
#[utoipa::path(put, path = "/customers/{id}", impl_for = Docs, tag = "Customers",
    responses(
        (status = 200, description = "The customer, changed.", body = CustomerView),
        (status = 409, description = "`growffinity_rest_customer_exists`: the address or an external id is taken."),
    ))]
pub async fn update_customer(
    caller: Caller<CustomersWrite>,
    Path(id): Path<CustomerId>,
    IfMatch(expected): IfMatch,
    Body(CustomerPatch(mut change)): Body<CustomerPatch>,
    app: App,
) -> Result<Item<CustomerView>, ApiError> {
    sign(change.consent.as_mut(), caller.principal());
    let customer = app.customers.update(id, change, expected).await?;
    let version = customer.version;
    Ok(Item::new(CustomerView::new(customer, &app), version))
}
