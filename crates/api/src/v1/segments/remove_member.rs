//! `DELETE /segments/{id}/members/{customer}`

use actix_web::http::StatusCode;
use growffinity_kernel::{CustomerId, SegmentId};

use crate::{
    rest::{ApiError, App, Caller, Paths, Report},
    rights::{CustomersRead, SegmentsWrite},
    v1::customers::known::known_customer,
    views::MembersRemovedView,
};

/// The documentation of [`remove_segment_member`].
pub struct Docs;

/// Take a customer out of a static segment.
#[utoipa::path(delete, path = "/segments/{id}/members/{customer}", impl_for = Docs, tag = "Segments",
    responses(
        (status = 200, description = "Who was taken out; nobody when the customer was not in it.", body = MembersRemovedView),
        (status = 409, description = "`growffinity_rest_segment_dynamic`: its members follow its conditions."),
    ))]
pub async fn remove_segment_member(
    _caller: Caller<CustomersRead>,
    _empties_segments: Caller<SegmentsWrite>,
    Paths(segment, customer): Paths<SegmentId, CustomerId>,
    app: App,
) -> Result<Report<MembersRemovedView>, ApiError> {
    known_customer(customer, &app).await?;
    let outcome = app.segments.remove_by_hand(segment, customer).await?;
    Ok(Report(StatusCode::OK, MembersRemovedView::new(customer, outcome)))
}
