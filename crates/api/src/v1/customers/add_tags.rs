//! `POST /customers/{id}/tags`

use growffinity_customers::{ListChange, MarkKind, Marking};
use growffinity_kernel::CustomerId;

use crate::{
    rest::{ApiError, App, Body, Caller, Item, Path, catalogue},
    rights::CustomersWrite,
    v1::marks::TagNames,
    views::CustomerView,
};

/// The documentation of [`add_customer_tags`].
pub struct Docs;

/// Put tags on a customer.
///
/// Those that are not there yet are made. `customer.updated` is raised when the customer had not all of them.
#[utoipa::path(post, path = "/customers/{id}/tags", impl_for = Docs, tag = "Customers",
    responses((status = 200, description = "The customer.", body = CustomerView)))]
pub async fn add_customer_tags(
    _caller: Caller<CustomersWrite>,
    Path(id): Path<CustomerId>,
    Body(TagNames(names)): Body<TagNames>,
    app: App,
) -> Result<Item<CustomerView>, ApiError> {
    app.marks.mark(id, &Marking::of(MarkKind::Tag, ListChange::Add(names))).await?;
    let customer = app.customers.find(id).await?.ok_or(catalogue::CUSTOMER_INVALID_ID)?;
    let version = customer.version;
    Ok(Item::new(CustomerView::new(customer, &app), version))
}
