//! `DELETE /customers/{id}/segments/{segment}`

use actix_web::http::StatusCode;
use growffinity_kernel::{CustomerId, SegmentId};

use super::known::known_customer;
use crate::{
    rest::{ApiError, App, Caller, Paths, Report},
    rights::{CustomersRead, SegmentsWrite},
    views::LeftView,
};

/// The documentation of [`leave_segment`].
pub struct Docs;

/// Take a customer out of a static segment.
#[utoipa::path(delete, path = "/customers/{id}/segments/{segment}", impl_for = Docs, tag = "Customers",
    responses(
        (status = 200, description = "What was taken away; nothing when the customer was not in it.", body = LeftView),
        (status = 409, description = "`growffinity_rest_segment_dynamic`: its members follow its conditions."),
    ))]
pub async fn leave_segment(
    _caller: Caller<CustomersRead>,
    _empties_segments: Caller<SegmentsWrite>,
    Paths(customer, segment): Paths<CustomerId, SegmentId>,
    app: App,
) -> Result<Report<LeftView>, ApiError> {
    known_customer(customer, &app).await?;
    let outcome = app.segments.remove_by_hand(segment, customer).await?;
    Ok(Report(StatusCode::OK, LeftView::new(customer, segment, outcome)))
}
