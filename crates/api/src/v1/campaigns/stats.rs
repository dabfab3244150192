//! `GET /campaigns/{id}/stats`

use actix_web::http::StatusCode;
use growffinity_kernel::CampaignId;

use crate::{
    rest::{ApiError, App, Caller, Path, Report, catalogue},
    rights::CampaignsRead,
    views::CampaignStatsView,
};

/// The documentation of [`get_campaign_stats`].
pub struct Docs;

/// Get what came of a campaign's messages.
#[utoipa::path(get, path = "/campaigns/{id}/stats", impl_for = Docs, tag = "Campaigns",
    responses((status = 200, description = "The figures at this moment.", body = CampaignStatsView)))]
pub async fn get_campaign_stats(
    _caller: Caller<CampaignsRead>,
    Path(id): Path<CampaignId>,
    app: App,
) -> Result<Report<CampaignStatsView>, ApiError> {
    app.campaigns.find(id).await?.ok_or(catalogue::CAMPAIGN_INVALID_ID)?;
    let stats = app.campaigns.stats(&[id]).await?.into_iter().next().unwrap_or_default();
    let links = app.campaigns.links(id).await?;
    Ok(Report(StatusCode::OK, CampaignStatsView::new(id, stats, links, &app)))
}
