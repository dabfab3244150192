//! `POST /segments`

use crate::{
    rest::{ApiError, App, Body, Caller, Item},
    rights::SegmentsWrite,
    v1::{segments::input::SegmentBody, shared::refuse_id},
    views::SegmentView,
};

/// The documentation of [`create_segment`].
pub struct Docs;

/// Create a segment.
///
/// A dynamic one is filled at once; should that fail, it is there with status `refreshing` or `failed`.
#[utoipa::path(post, path = "/segments", impl_for = Docs, tag = "Segments",
    responses((status = 201, description = "The segment, made.", body = SegmentView)))]
pub async fn create_segment(
    _caller: Caller<SegmentsWrite>,
    Body(body): Body<SegmentBody>,
    app: App,
) -> Result<Item<SegmentView>, ApiError> {
    refuse_id(body.names_id)?;
    let segment = app.segments.create(body.new).await?;
    let (id, version) = (segment.id, segment.version);
    Ok(Item::new(SegmentView::new(segment, &app), version).created(format!("/growffinity/v1/segments/{id}")))
}
