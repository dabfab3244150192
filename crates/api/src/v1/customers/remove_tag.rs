//! `DELETE /customers/{id}/tags/{name}`

use growffinity_customers::{ListChange, MarkKind, Marking};
use growffinity_kernel::CustomerId;

use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::CustomersWrite,
    v1::marks::PathName,
    views::CustomerView,
};

/// The documentation of [`remove_customer_tag`].
pub struct Docs;

/// Take a tag off a customer.
///
/// The name counts whatever its case and spacing. Nothing changes when the customer has it not.
#[utoipa::path(delete, path = "/customers/{id}/tags/{name}", impl_for = Docs, tag = "Customers",
    responses((status = 200, description = "The customer.", body = CustomerView)))]
pub async fn remove_customer_tag(
    _caller: Caller<CustomersWrite>,
    Path(id): Path<CustomerId>,
    PathName(name): PathName,
    app: App,
) -> Result<Item<CustomerView>, ApiError> {
    app.marks.mark(id, &Marking::of(MarkKind::Tag, ListChange::Remove(vec![name]))).await?;
    let customer = app.customers.find(id).await?.ok_or(catalogue::CUSTOMER_INVALID_ID)?;
    let version = customer.version;
    Ok(Item::new(CustomerView::new(customer, &app), version))
}
