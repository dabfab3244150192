//! A segment of customers worth writing to, and a campaign to them.

use std::time::Duration;

use anyhow::{Context, bail};
use chrono_tz::Tz;
use growffinity_campaigns::{
    Campaign, CampaignChange, CampaignOrder, CampaignQuery, CampaignStats, CampaignStatus, ContentFormat, NewCampaign,
    Span,
};
use growffinity_kernel::{CampaignId, Direction, SegmentId, Window};
use growffinity_segmentation::{
    Conditions, Match, NewRule, NewSegment, Refresh, RefreshOutcome, Rule, Segment, SegmentName, SegmentQuery,
    SegmentStatus,
};
use serde_json::json;

use super::progress::Step;
use crate::wiring::App;

const SEGMENT: &str = "Lapsed big spenders";
const CAMPAIGN: &str = "We miss you";
const SUBJECT: &str = "{{ customer.first_name }}, it has been a while";
const BODY: &str = "<p>Hello {{ customer.first_name }} {{ customer.last_name }},</p>\n\
    <p>you have bought from us {{ customer.orders_count }} times, for {{ customer.total_spent }} in all. \
    That was a while ago, and there is a lot of new music. Come and listen.</p>\n<p>{{ site.name }}</p>\n";

/// The segment, refreshed: spent over 100 and nothing for 90 days.
pub(super) async fn segment(app: &App) -> anyhow::Result<Segment> {
    let query = SegmentQuery { search: Some(SEGMENT.to_owned()), ..SegmentQuery::default() };
    let known = app.segments.list(&query).await?.items.into_iter().find(|segment| segment.name.as_str() == SEGMENT);
    let step = Step::new("Refreshing segment", 1);
    let id = match known {
        Some(segment) => segment.id,
        None => app.segments.create(lapsed()?).await?.id,
    };
    let (mut segment, outcome) = app.segments.refresh(id).await?;
    while segment.status == SegmentStatus::Refreshing {
        tokio::time::sleep(Duration::from_millis(200)).await;
        segment = app.segments.find(id).await?.context("the demo's segment is gone")?;
    }
    step.advance(1);
    match outcome {
        RefreshOutcome::Done(_) | RefreshOutcome::AlreadyRunning | RefreshOutcome::LeftToWorkers => Ok(segment),
        RefreshOutcome::Failed(reason) => bail!("the segment can't be refreshed: {reason}"),
        RefreshOutcome::NotDynamic => bail!("the segment {SEGMENT} has no rule any more"),
    }
}

fn lapsed() -> anyhow::Result<NewSegment> {
    let conditions = json!([
        {"field": "total_spent", "operator": "greater_than", "value": 100},
        {"field": "last_order_date", "operator": "more_than_ago", "value": "90 days"},
    ]);
    let Ok(conditions) = Conditions::parse(&conditions) else { bail!("the demo's rule can't be read") };
    Ok(NewSegment {
        name: SegmentName::parse(SEGMENT).context("a name")?,
        slug: None,
        description: "Spent over 100, and nothing for 90 days".to_owned(),
        rule: NewRule::Dynamic(Rule { matching: Match::All, conditions }, Refresh::Live),
    })
}

/// The campaign, sent to its end. One that an earlier start began is waited for, not sent again.
pub(super) async fn campaign(app: &App, zone: Tz, segment: SegmentId) -> anyhow::Result<(Campaign, CampaignStats)> {
    let known = app.campaigns.list(&newest_called(CAMPAIGN)).await?.items.into_iter();
    let campaign = match known.into_iter().find(|campaign| campaign.name == CAMPAIGN) {
        Some(campaign) => campaign,
        None => app.campaigns.create(miss_you(zone, segment)?).await?,
    };
    if campaign.state.status() == CampaignStatus::Draft {
        app.campaigns.send(campaign.id, None).await?;
    }
    let step = Step::new("Sending campaign", 0);
    loop {
        let campaign = app.campaigns.find(campaign.id).await?.context("the campaign is gone")?;
        let stats = stats(app, campaign.id).await?;
        step.set(stats.recipients() - stats.queued, stats.recipients());
        match campaign.state.status() {
            CampaignStatus::Sent => return Ok((campaign, stats)),
            CampaignStatus::Scheduled | CampaignStatus::Sending => tokio::time::sleep(Duration::from_millis(200)).await,
            other => bail!("the campaign {CAMPAIGN} is {}", other.as_str()),
        }
    }
}

async fn stats(app: &App, id: CampaignId) -> anyhow::Result<CampaignStats> {
    app.campaigns.stats(&[id]).await?.into_iter().next().context("a campaign has stats")
}

fn miss_you(zone: Tz, segment: SegmentId) -> anyhow::Result<NewCampaign> {
    let rest = CampaignChange {
        subject: Some(SUBJECT.to_owned()),
        preheader: Some("New music is waiting".to_owned()),
        from_name: Some("CDNOW demo".to_owned()),
        from_email: Some(Some("shop@cdnow.invalid".parse()?)),
        format: Some(ContentFormat::Html),
        body: Some(BODY.to_owned()),
        include: Some(vec![segment]),
        ..CampaignChange::default()
    };
    Ok(NewCampaign { name: CAMPAIGN.to_owned(), timezone: zone, rest })
}

fn newest_called(name: &str) -> CampaignQuery {
    CampaignQuery {
        search: Some(name.to_owned()),
        include: Vec::new(),
        exclude: Vec::new(),
        status: Vec::new(),
        segment: None,
        created: Span::default(),
        modified: Span::default(),
        order: CampaignOrder::Created,
        direction: Direction::Descending,
        window: Window::default(),
    }
}
