//! Campaigns.

mod create;
mod errors;
mod get;
mod input;
mod list;
mod send;
mod stats;
mod update;

use growffinity_campaigns::Campaign;
use growffinity_kernel::CampaignId;

use crate::{
    rest::{ApiError, Item, route::Route},
    routes,
    state::State,
    views::CampaignView,
};

/// The routes of campaigns.
pub fn routes() -> Vec<Route> {
    routes![
        list::list_campaigns,
        create::create_campaign,
        get::get_campaign,
        update::update_campaign,
        send::send_campaign,
        stats::get_campaign_stats,
    ]
}

/// A campaign with what came of its messages so far.
async fn item(campaign: Campaign, app: &State) -> Result<Item<CampaignView>, ApiError> {
    let stats = app.campaigns.stats(&[campaign.id]).await?.into_iter().next().unwrap_or_default();
    let version = campaign.version;
    Ok(Item::new(CampaignView::new(campaign, &stats, app), version))
}

fn path_of(id: CampaignId) -> String {
    format!("/growffinity/v1/campaigns/{id}")
}
