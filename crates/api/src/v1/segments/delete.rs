//! `DELETE /segments/{id}`

use growffinity_kernel::SegmentId;

use crate::{
    rest::{ApiError, App, Caller, Deleted, IfMatch, Path},
    rights::SegmentsWrite,
    views::SegmentView,
};

/// The documentation of [`delete_segment`].
pub struct Docs;

/// Delete a segment.
#[utoipa::path(delete, path = "/segments/{id}", impl_for = Docs, tag = "Segments",
    responses(
        (status = 200, description = "The segment as it was.", body = inline(crate::openapi::DeletedView<SegmentView>)),
        (status = 409, description = "`growffinity_rest_segment_in_use`: by whom is in `data.used_by`."),
    ))]
pub async fn delete_segment(
    _caller: Caller<SegmentsWrite>,
    Path(id): Path<SegmentId>,
    IfMatch(expected): IfMatch,
    app: App,
) -> Result<Deleted<SegmentView>, ApiError> {
    let segment = app.segments.delete(id, expected).await?;
    Ok(Deleted(SegmentView::new(segment, &app)))
}
