//! `POST /segments/{id}/refresh`

use actix_web::http::StatusCode;
use growffinity_kernel::SegmentId;

use crate::{
    rest::{ApiError, App, Caller, Path, Report},
    rights::SegmentsWrite,
    views::RefreshView,
};

/// The documentation of [`refresh_segment`].
pub struct Docs;

/// Refresh a segment.
///
/// While another refresh is at work, `joined` and `left` are null: look at the segment again.
#[utoipa::path(post, path = "/segments/{id}/refresh", impl_for = Docs, tag = "Segments",
    responses(
        (status = 202, description = "What the refresh did.", body = RefreshView),
        (status = 409, description = "`growffinity_rest_segment_static`: it has no rule."),
    ))]
pub async fn refresh_segment(
    _caller: Caller<SegmentsWrite>,
    Path(id): Path<SegmentId>,
    app: App,
) -> Result<Report<RefreshView>, ApiError> {
    let (segment, outcome) = app.segments.refresh(id).await?;
    Ok(Report(StatusCode::ACCEPTED, RefreshView::new(&segment, &outcome, &app)))
}
