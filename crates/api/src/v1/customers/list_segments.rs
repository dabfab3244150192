//! `GET /customers/{id}/segments`

use growffinity_kernel::CustomerId;
use growffinity_segmentation::SegmentQuery;

use super::known::known_customer;
use crate::{
    rest::{ApiError, App, Caller, Collection, Listed, Path, Query},
    rights::{CustomersRead, SegmentsRead},
    views::MembershipView,
};

/// The documentation of [`list_customer_segments`].
pub struct Docs;

/// List the segments a customer is in.
#[utoipa::path(get, path = "/customers/{id}/segments", impl_for = Docs, tag = "Customers",
    responses((status = 200, description = "The segments, each with when the customer joined.", body = Vec<MembershipView>)))]
pub async fn list_customer_segments(
    _caller: Caller<CustomersRead>,
    _sees_segments: Caller<SegmentsRead>,
    Path(customer): Path<CustomerId>,
    Query(list): Query<Listed<SegmentQuery>>,
    app: App,
) -> Result<Collection<MembershipView>, ApiError> {
    known_customer(customer, &app).await?;
    let page = app.segments.of_customer(customer, &list.query).await?;
    let id = |membership: &growffinity_segmentation::Membership| membership.segment.id.get();
    Ok(Collection::new(page, list.listing, id, |membership| MembershipView::new(membership, &app)))
}
