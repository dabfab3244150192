//! `POST /customers/{id}/consent`

use growffinity_kernel::CustomerId;

use crate::{
    rest::{ApiError, App, Body, Caller, IfMatch, Item, Path},
    rights::CustomersWrite,
    v1::{customers::input::ConsentBody, shared::written_by},
    views::CustomerView,
};

/// The documentation of [`set_consent`].
pub struct Docs;

/// Write a customer's consent to e-mail down.
///
/// By hand it overwrites whatever was there, so it has to say where it comes from. Each change is kept with who made it.
#[utoipa::path(post, path = "/customers/{id}/consent", impl_for = Docs, tag = "Customers",
    responses((status = 200, description = "The customer, with the consent.", body = CustomerView)))]
pub async fn set_consent(
    caller: Caller<CustomersWrite>,
    Path(id): Path<CustomerId>,
    IfMatch(expected): IfMatch,
    Body(ConsentBody(mut change)): Body<ConsentBody>,
    app: App,
) -> Result<Item<CustomerView>, ApiError> {
    change.by = written_by(caller.principal());
    let customer = app.customers.set_consent(id, change, expected).await?;
    let version = customer.version;
    Ok(Item::new(CustomerView::new(customer, &app), version))
}
