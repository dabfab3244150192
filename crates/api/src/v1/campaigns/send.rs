//! `POST /campaigns/{id}/send`

use chrono::{DateTime, Utc};
use growffinity_kernel::CampaignId;

use super::item;
use crate::{
    rest::{
        ApiError, App, Body, Caller, Item, Path,
        params::{FromParams, Reader},
    },
    rights::CampaignsWrite,
    views::CampaignView,
};

/// The documentation of [`send_campaign`].
pub struct Docs;

/// When to send.
pub struct SendBody(Option<DateTime<Utc>>);

impl FromParams for SendBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self(reader.date_pair("scheduled_at", "scheduled_at_gmt").nested().flatten()))
    }
}

/// Send a campaign, now or at a set time.
#[utoipa::path(post, path = "/campaigns/{id}/send", impl_for = Docs, tag = "Campaigns",
    responses(
        (status = 202, description = "The campaign, `sending` or `scheduled`.", body = CampaignView),
        (status = 400, description = "`growffinity_rest_campaign_invalid`: each fault is in `data.faults`."),
        (status = 409, description = "`growffinity_rest_campaign_state`: it was sent already."),
    ))]
pub async fn send_campaign(
    _caller: Caller<CampaignsWrite>,
    Path(id): Path<CampaignId>,
    Body(SendBody(at)): Body<SendBody>,
    app: App,
) -> Result<Item<CampaignView>, ApiError> {
    let campaign = app.campaigns.send(id, at).await?;
    Ok(item(campaign, &app).await?.accepted())
}
