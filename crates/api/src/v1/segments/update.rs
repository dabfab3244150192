//! `PUT /segments/{id}`

use growffinity_kernel::SegmentId;

use crate::{
    rest::{ApiError, App, Body, Caller, IfMatch, Item, Path},
    rights::SegmentsWrite,
    v1::segments::input::SegmentPatch,
    views::SegmentView,
};

/// The documentation of [`update_segment`].
pub struct Docs;

/// Change a segment in part.
///
/// A changed rule refreshes it at once. PUT, PATCH and POST do the same.
#[utoipa::path(put, path = "/segments/{id}", impl_for = Docs, tag = "Segments",
    responses(
        (status = 200, description = "The segment, changed.", body = SegmentView),
        (status = 409, description = "`growffinity_rest_segment_static`: it has no conditions."),
    ))]
pub async fn update_segment(
    _caller: Caller<SegmentsWrite>,
    Path(id): Path<SegmentId>,
    IfMatch(expected): IfMatch,
    Body(SegmentPatch(change)): Body<SegmentPatch>,
    app: App,
) -> Result<Item<SegmentView>, ApiError> {
    let segment = app.segments.update(id, change, expected).await?;
    let version = segment.version;
    Ok(Item::new(SegmentView::new(segment, &app), version))
}
