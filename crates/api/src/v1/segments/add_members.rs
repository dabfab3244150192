//! `POST /segments/{id}/members`

use actix_web::http::StatusCode;
use growffinity_kernel::{CustomerId, SegmentId};

use crate::{
    rest::{
        ApiError, App, Body, Caller, Path, Report,
        params::{FromParams, List, Reader, id},
    },
    rights::{CustomersRead, SegmentsWrite},
    views::MembersAddedView,
};

/// The documentation of [`add_segment_members`].
pub struct Docs;

/// The customers to be put in.
pub struct CustomerIds(Vec<CustomerId>);

/// The most customers in one request.
const MOST: usize = 1_000;

impl FromParams for CustomerIds {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let customers = reader.field("customer_ids", List::of(id(), MOST)).about("Who is to be put in.").required();
        Some(Self(customers?))
    }
}

/// Put customers into a static segment.
///
/// All or none: a customer who is not there refuses all.
#[utoipa::path(post, path = "/segments/{id}/members", impl_for = Docs, tag = "Segments",
    responses(
        (status = 200, description = "Who joined, and who was in it already.", body = MembersAddedView),
        (status = 404, description = "`growffinity_rest_customer_invalid_id`: which is in `data.customer_ids`."),
        (status = 409, description = "`growffinity_rest_segment_dynamic`: its members follow its conditions."),
    ))]
pub async fn add_segment_members(
    _caller: Caller<CustomersRead>,
    _fills_segments: Caller<SegmentsWrite>,
    Path(segment): Path<SegmentId>,
    Body(CustomerIds(customers)): Body<CustomerIds>,
    app: App,
) -> Result<Report<MembersAddedView>, ApiError> {
    let outcomes = app.segments.add_by_hand(&[segment], &customers).await?;
    let outcome = outcomes.first().ok_or_else(|| ApiError::internal("a segment has no outcome"))?;
    Ok(Report(StatusCode::OK, MembersAddedView::new(outcome)))
}
