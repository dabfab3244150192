//! `POST /campaigns`

use growffinity_campaigns::NewCampaign;

use super::{input::CampaignBody, item, path_of};
use crate::{
    rest::{ApiError, App, Body, Caller, Item},
    rights::CampaignsWrite,
    v1::shared::refuse_id,
    views::CampaignView,
};

/// The documentation of [`create_campaign`].
pub struct Docs;

/// Create a campaign: a draft.
///
/// A draft may lack subject, body, sender and segments; a template that does not parse is refused.
#[utoipa::path(post, path = "/campaigns", impl_for = Docs, tag = "Campaigns",
    responses((status = 201, description = "The campaign, made.", body = CampaignView)))]
pub async fn create_campaign(
    _caller: Caller<CampaignsWrite>,
    Body(body): Body<CampaignBody>,
    app: App,
) -> Result<Item<CampaignView>, ApiError> {
    refuse_id(body.names_id)?;
    let new = NewCampaign { name: body.name, timezone: app.site.timezone, rest: body.rest };
    let campaign = app.campaigns.create(new).await?;
    let path = path_of(campaign.id);
    Ok(item(campaign, &app).await?.created(path))
}
