//! `POST /customers`

use growffinity_customers::{Customer, NewCustomer};
use growffinity_kernel::Origin;

use crate::{
    rest::{ApiError, App, Body, Caller, Item},
    rights::CustomersWrite,
    v1::{
        customers::input::CustomerBody,
        shared::{refuse_id, sign},
    },
    views::CustomerView,
};

/// The documentation of [`create_customer`].
pub struct Docs;

/// Create a customer.
///
/// An address that is known is refused with 409, or with `upsert=true` that customer is changed.
#[utoipa::path(post, path = "/customers", impl_for = Docs, tag = "Customers",
    responses(
        (status = 201, description = "The customer, made.", body = CustomerView),
        (status = 200, description = "The customer, changed (with `upsert`).", body = CustomerView),
        (status = 404, description = "`growffinity_rest_store_invalid_id`: it names a store that is not there."),
        (status = 409, description = "`growffinity_rest_customer_exists`: the address or an external id is taken."),
    ))]
pub async fn create_customer(
    caller: Caller<CustomersWrite>,
    Body(mut body): Body<CustomerBody>,
    app: App,
) -> Result<Item<CustomerView>, ApiError> {
    refuse_id(body.names_id)?;
    sign(body.rest.consent.as_mut(), caller.principal());
    let new = NewCustomer { email: body.email, rest: body.rest, origin: Origin::Live };
    let (customer, made): (Customer, bool) =
        if body.upsert { app.customers.upsert(new).await? } else { (app.customers.create(new).await?, true) };
    let (id, version) = (customer.id, customer.version);
    let item = Item::new(CustomerView::new(customer, &app), version);
    Ok(if made { item.created(format!("/growffinity/v1/customers/{id}")) } else { item })
}
