//! `GET /segments/{id}`

use growffinity_kernel::SegmentId;

use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::SegmentsRead,
    views::SegmentView,
};

/// The documentation of [`get_segment`].
pub struct Docs;

/// Get a segment.
#[utoipa::path(get, path = "/segments/{id}", impl_for = Docs, tag = "Segments",
    responses((status = 200, description = "The segment.", body = SegmentView)))]
pub async fn get_segment(
    _caller: Caller<SegmentsRead>,
    Path(id): Path<SegmentId>,
    app: App,
) -> Result<Item<SegmentView>, ApiError> {
    let segment = app.segments.find(id).await?.ok_or(catalogue::SEGMENT_INVALID_ID)?;
    let version = segment.version;
    Ok(Item::new(SegmentView::new(segment, &app), version))
}
