//! `GET /segments/rfm`

use actix_web::http::StatusCode;

use crate::{
    rest::{ApiError, App, Caller, Report},
    rights::SegmentsRead,
    views::RfmStateView,
};

/// The documentation of [`get_rfm`].
pub struct Docs;

/// Get the groups and bounds of RFM.
///
/// How many customers are in each group, where one score ends and the next begins, and when they were made.
#[utoipa::path(get, path = "/segments/rfm", impl_for = Docs, tag = "Segments",
    responses((status = 200, description = "How things stand.", body = RfmStateView)))]
pub async fn get_rfm(_caller: Caller<SegmentsRead>, app: App) -> Result<Report<RfmStateView>, ApiError> {
    Ok(Report(StatusCode::OK, RfmStateView::new(&app.rfm.state().await?, &app)))
}
