//! `GET /segments/fields`

use actix_web::http::StatusCode;
use growffinity_segmentation::fields::catalogue;

use crate::{
    rest::{ApiError, App, Caller, Report},
    rights::SegmentsRead,
    views::FieldView,
};

/// The documentation of [`list_segment_fields`].
pub struct Docs;

/// List the fields that conditions can test.
#[utoipa::path(get, path = "/segments/fields", impl_for = Docs, tag = "Segments",
    responses((status = 200, description = "Every field with its operators.", body = Vec<FieldView>)))]
pub async fn list_segment_fields(_caller: Caller<SegmentsRead>, _app: App) -> Result<Report<Vec<FieldView>>, ApiError> {
    Ok(Report(StatusCode::OK, catalogue().into_iter().map(FieldView::new).collect()))
}
