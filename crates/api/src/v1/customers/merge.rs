//! `POST /customers/{id}/merge`

use growffinity_kernel::CustomerId;

use crate::{
    rest::{
        ApiError, App, Body, Caller, IfMatch, Item, Path,
        params::{FromParams, Reader, id},
    },
    rights::CustomersWrite,
    v1::shared::written_by,
    views::CustomerView,
};

/// The documentation of [`merge_customers`].
pub struct Docs;

/// The body of a merge.
pub struct MergeBody(CustomerId);

impl FromParams for MergeBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader
            .field("from", id())
            .about("The customer who is the same person and becomes part of this one.")
            .required()
            .map(Self)
    }
}

/// Merge another customer into this one.
///
/// Orders, notes, tags, groups, segments, messages and history move over; what this customer lacks is filled in; of the two
/// consents the more restrictive holds. The other id answers 410 from then on, with where the customer is now.
#[utoipa::path(post, path = "/customers/{id}/merge", impl_for = Docs, tag = "Customers",
    responses(
        (status = 200, description = "The customer, now both.", body = CustomerView),
        (status = 410, description = "`growffinity_rest_customer_merged`: the other is part of another customer already."),
    ))]
pub async fn merge_customers(
    caller: Caller<CustomersWrite>,
    Path(id): Path<CustomerId>,
    IfMatch(expected): IfMatch,
    Body(MergeBody(from)): Body<MergeBody>,
    app: App,
) -> Result<Item<CustomerView>, ApiError> {
    let by = written_by(caller.principal());
    let merged = app.personal_data.merge(id, from, expected, &by).await;
    let customer = merged.map_err(|error| super::errors::merging(error, &app))?;
    let version = customer.version;
    Ok(Item::new(CustomerView::new(customer, &app), version))
}
