//! `POST /customers/{id}/groups`

use growffinity_customers::{ListChange, MarkKind, Marking};
use growffinity_kernel::CustomerId;

use crate::{
    rest::{ApiError, App, Body, Caller, Item, Path, catalogue},
    rights::CustomersWrite,
    v1::marks::GroupNames,
    views::CustomerView,
};

/// The documentation of [`add_customer_groups`].
pub struct Docs;

/// Put a customer into groups.
///
/// Those that are not there yet are made. `customer.updated` is raised when the customer had not all of them.
#[utoipa::path(post, path = "/customers/{id}/groups", impl_for = Docs, tag = "Customers",
    responses((status = 200, description = "The customer.", body = CustomerView)))]
pub async fn add_customer_groups(
    _caller: Caller<CustomersWrite>,
    Path(id): Path<CustomerId>,
    Body(GroupNames(names)): Body<GroupNames>,
    app: App,
) -> Result<Item<CustomerView>, ApiError> {
    app.marks.mark(id, &Marking::of(MarkKind::Group, ListChange::Add(names))).await?;
    let customer = app.customers.find(id).await?.ok_or(catalogue::CUSTOMER_INVALID_ID)?;
    let version = customer.version;
    Ok(Item::new(CustomerView::new(customer, &app), version))
}
