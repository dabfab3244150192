//! `DELETE /customers/{id}`

use growffinity_kernel::CustomerId;

use crate::{
    rest::{ApiError, App, Caller, Deleted, IfMatch, Path},
    rights::CustomersWrite,
    v1::shared::written_by,
    views::CustomerView,
};

/// The documentation of [`erase_customer`].
pub struct Docs;

/// Erase a customer.
///
/// What is personal is gone everywhere, at once and for good: this answer shows it for the last time. The orders stay
/// without the person, and of the address a keyed hash, so that it is not mailed again.
#[utoipa::path(delete, path = "/customers/{id}", impl_for = Docs, tag = "Customers",
    responses((status = 200, description = "The customer as it was.",
        body = inline(crate::openapi::DeletedView<CustomerView>))))]
pub async fn erase_customer(
    caller: Caller<CustomersWrite>,
    Path(id): Path<CustomerId>,
    IfMatch(expected): IfMatch,
    app: App,
) -> Result<Deleted<CustomerView>, ApiError> {
    let customer = app.personal_data.erase(id, expected, &written_by(caller.principal())).await?;
    Ok(Deleted(CustomerView::new(customer, &app)))
}
