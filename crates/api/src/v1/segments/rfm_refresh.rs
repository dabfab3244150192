//! `POST /segments/rfm/refresh`

use actix_web::http::StatusCode;

use crate::{
    rest::{ApiError, App, Caller, Report},
    rights::SegmentsWrite,
    views::RfmStateView,
};

/// The documentation of [`refresh_rfm`].
pub struct Docs;

/// Compute RFM anew.
///
/// Parts all customers with orders into fifths and scores everybody by them, as it is done every night. Of a shop with more
/// than 200,000 customers the rest is scored in the background: `status` is `refreshing` until then.
#[utoipa::path(post, path = "/segments/rfm/refresh", impl_for = Docs, tag = "Segments",
    responses((status = 202, description = "How things stand then.", body = RfmStateView)))]
pub async fn refresh_rfm(_caller: Caller<SegmentsWrite>, app: App) -> Result<Report<RfmStateView>, ApiError> {
    Ok(Report(StatusCode::ACCEPTED, RfmStateView::new(&app.rfm.refresh().await?, &app)))
}
