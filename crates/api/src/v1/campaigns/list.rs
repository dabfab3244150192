//! `GET /campaigns`

use growffinity_campaigns::{CampaignOrder, CampaignQuery, CampaignStatus};
use growffinity_kernel::{CampaignId, Direction};

use crate::{
    listed,
    rest::{
        ApiError, App, Caller, Collection, ListArgs, Listed, Query,
        list::Orders,
        params::{Choice, FromParams, List, Reader, id},
    },
    rights::CampaignsRead,
    views::CampaignView,
};

/// The documentation of [`list_campaigns`].
pub struct Docs;

const ORDERS: Orders<CampaignOrder> = &[
    ("date", CampaignOrder::Created),
    ("id", CampaignOrder::Id),
    ("include", CampaignOrder::Include),
    ("name", CampaignOrder::Name),
    ("modified", CampaignOrder::Modified),
    ("scheduled_at", CampaignOrder::Scheduled),
    ("finished_at", CampaignOrder::Finished),
];

impl FromParams for Listed<CampaignQuery> {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Descending);
        let statuses = List::of(Choice { all: &CampaignStatus::ALL, name: CampaignStatus::as_str }, 10);
        let status = reader.field("status", statuses).or(Vec::new());
        let segment = reader.field("segment", id()).about("That include this segment.").optional();
        Some(listed!(args? => CampaignQuery { status, segment }))
    }
}

/// List campaigns.
#[utoipa::path(get, path = "/campaigns", impl_for = Docs, tag = "Campaigns",
    responses((status = 200, description = "The campaigns.", body = Vec<CampaignView>)))]
pub async fn list_campaigns(
    _caller: Caller<CampaignsRead>,
    Query(list): Query<Listed<CampaignQuery>>,
    app: App,
) -> Result<Collection<CampaignView>, ApiError> {
    let page = app.campaigns.list(&list.query).await?;
    let ids: Vec<CampaignId> = page.items.iter().map(|campaign| campaign.id).collect();
    let mut stats = app.campaigns.stats(&ids).await?.into_iter();
    Ok(Collection::new(
        page,
        list.listing,
        |campaign| campaign.id.get(),
        |campaign| CampaignView::new(campaign, &stats.next().unwrap_or_default(), &app),
    ))
}
