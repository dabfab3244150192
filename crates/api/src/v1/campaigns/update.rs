//! `PUT /campaigns/{id}`

use growffinity_kernel::CampaignId;

use super::{input::CampaignPatch, item};
use crate::{
    rest::{ApiError, App, Body, Caller, IfMatch, Item, Path},
    rights::CampaignsWrite,
    views::CampaignView,
};

/// The documentation of [`update_campaign`].
pub struct Docs;

/// Change a campaign in part.
///
/// Only drafts and scheduled ones can be changed in all; `"scheduled_at": null` makes a scheduled one a draft again.
/// PUT, PATCH and POST do the same.
#[utoipa::path(put, path = "/campaigns/{id}", impl_for = Docs, tag = "Campaigns",
    responses(
        (status = 200, description = "The campaign, changed.", body = CampaignView),
        (status = 409, description = "`growffinity_rest_campaign_state`: it is on its way or over."),
    ))]
pub async fn update_campaign(
    _caller: Caller<CampaignsWrite>,
    Path(id): Path<CampaignId>,
    IfMatch(expected): IfMatch,
    Body(CampaignPatch(change)): Body<CampaignPatch>,
    app: App,
) -> Result<Item<CampaignView>, ApiError> {
    let campaign = app.campaigns.update(id, change, expected).await?;
    item(campaign, &app).await
}
