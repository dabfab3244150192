//! `GET /campaigns/{id}`

use growffinity_kernel::CampaignId;

use super::item;
use crate::{
    rest::{ApiError, App, Caller, Item, Path, catalogue},
    rights::CampaignsRead,
    views::CampaignView,
};

/// The documentation of [`get_campaign`].
pub struct Docs;

/// Get a campaign.
#[utoipa::path(get, path = "/campaigns/{id}", impl_for = Docs, tag = "Campaigns",
    responses((status = 200, description = "The campaign.", body = CampaignView)))]
pub async fn get_campaign(
    _caller: Caller<CampaignsRead>,
    Path(id): Path<CampaignId>,
    app: App,
) -> Result<Item<CampaignView>, ApiError> {
    let campaign = app.campaigns.find(id).await?.ok_or(catalogue::CAMPAIGN_INVALID_ID)?;
    item(campaign, &app).await
}
