//! `POST /customers/{id}/segments`

use actix_web::http::StatusCode;
use growffinity_kernel::{CustomerId, SegmentId};

use super::known::known_customer;
use crate::{
    rest::{
        ApiError, App, Body, Caller, Path, Report,
        params::{FromParams, List, Reader, id},
    },
    rights::{CustomersRead, SegmentsWrite},
    views::JoinedView,
};

/// The documentation of [`join_segments`].
pub struct Docs;

/// The segments to join.
pub struct SegmentIds(Vec<SegmentId>);

/// The most segments in one request.
const MOST: usize = 100;

impl FromParams for SegmentIds {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let one = reader.field("segment_id", id()).about("One segment.").optional();
        let more = reader.field("segment_ids", List::of(id(), MOST)).about("Several.").optional();
        let given = |name: &str| reader.lookup(name).is_some_and(|value| !value.is_null());
        if !given("segment_id") && !given("segment_ids") {
            reader.missing("segment_ids");
        }
        Some(Self(one.into_iter().chain(more.into_iter().flatten()).collect()))
    }
}

/// Put a customer into static segments.
///
/// All or none: a segment that is not there, or whose members follow conditions, refuses all.
#[utoipa::path(post, path = "/customers/{id}/segments", impl_for = Docs, tag = "Customers",
    responses(
        (status = 200, description = "The segments the customer is in now, of those asked for.", body = JoinedView),
        (status = 404, description = "`growffinity_rest_segment_invalid_id`: which is in `data.segment_ids`."),
        (status = 409, description = "`growffinity_rest_segment_dynamic`: which is in `data.segment_ids`."),
    ))]
pub async fn join_segments(
    _caller: Caller<CustomersRead>,
    _fills_segments: Caller<SegmentsWrite>,
    Path(customer): Path<CustomerId>,
    Body(SegmentIds(segments)): Body<SegmentIds>,
    app: App,
) -> Result<Report<JoinedView>, ApiError> {
    known_customer(customer, &app).await?;
    let outcomes = app.segments.add_by_hand(&segments, &[customer]).await?;
    Ok(Report(StatusCode::OK, JoinedView::new(customer, outcomes, &app)))
}
