//! `POST /segments/{id}/duplicate`

use growffinity_kernel::SegmentId;

use crate::{
    rest::{ApiError, App, Body, Caller, Item, Path},
    rights::SegmentsWrite,
    v1::segments::input::DuplicateBody,
    views::SegmentView,
};

/// The documentation of [`duplicate_segment`].
pub struct Docs;

/// Make another segment like this one.
///
/// A dynamic one is filled at once, as a new one is; a static one gets the same members.
#[utoipa::path(post, path = "/segments/{id}/duplicate", impl_for = Docs, tag = "Segments",
    responses((status = 201, description = "The segment, made.", body = SegmentView)))]
pub async fn duplicate_segment(
    _caller: Caller<SegmentsWrite>,
    Path(id): Path<SegmentId>,
    Body(DuplicateBody(name)): Body<DuplicateBody>,
    app: App,
) -> Result<Item<SegmentView>, ApiError> {
    let segment = app.segments.duplicate(id, name).await?;
    let (id, version) = (segment.id, segment.version);
    Ok(Item::new(SegmentView::new(segment, &app), version).created(format!("/growffinity/v1/segments/{id}")))
}
