//! Campaigns in answers.

use std::collections::BTreeMap;

use growffinity_campaigns::{Campaign, CampaignStats, Content, ContentFormat, Engagement, LinkStats};
use growffinity_kernel::{CampaignId, SegmentId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Links, Ref, date_pair};
use crate::{rest::dates, state::State};

/// A campaign.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({
    "id": 5, "name": "Spring", "subject": "Hello {{ customer.first_name }}", "preheader": "",
    "from": {"name": "Shop", "email": "shop@example.com"}, "reply_to": null,
    "content": {"format": "html", "body": "<p>Hello</p>", "text": null},
    "segments": {"include": [4], "exclude": []}, "status": "draft", "status_reason": null,
    "scheduled_at": null, "scheduled_at_gmt": null, "timezone": "Europe/Paris", "on_uncertain": "hold",
    "totals": {"recipients": 0, "sent": 0, "failed": 0, "bounced": 0, "skipped": 0, "uncertain": 0,
        "opens": 0, "clicks": 0, "unsubscribed": 0},
    "started_at": null, "started_at_gmt": null, "finished_at": null, "finished_at_gmt": null,
    "date_created": "2026-01-05T10:00:00", "date_created_gmt": "2026-01-05T10:00:00",
    "date_modified": "2026-01-05T10:00:00", "date_modified_gmt": "2026-01-05T10:00:00",
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/growffinity/v1/campaigns/5"}],
        "collection": [{"href": "https://crm.example.com/wp-json/growffinity/v1/campaigns"}]}
}))]
pub struct CampaignView {
    id: i64,
    name: String,
    subject: String,
    preheader: String,
    from: SenderView,
    reply_to: Option<String>,
    content: ContentView,
    segments: AudienceView,
    /// `draft`, `scheduled`, `sending`, `paused`, `sent`, `canceled` or `failed`.
    status: &'static str,
    status_reason: Option<String>,
    scheduled_at: Option<String>,
    scheduled_at_gmt: Option<String>,
    timezone: String,
    /// `hold` or `resend`.
    on_uncertain: &'static str,
    totals: TotalsView,
    started_at: Option<String>,
    started_at_gmt: Option<String>,
    finished_at: Option<String>,
    finished_at_gmt: Option<String>,
    date_created: String,
    date_created_gmt: String,
    date_modified: String,
    date_modified_gmt: String,
    #[schema(value_type = Object)]
    _links: Links,
}

/// Who a campaign is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SenderView {
    name: String,
    email: Option<String>,
}

/// The templates of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ContentView {
    /// `html` or `text`.
    format: &'static str,
    body: String,
    text: Option<String>,
}

/// The segments a campaign goes to, and those it leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AudienceView {
    include: Vec<i64>,
    exclude: Vec<i64>,
}

/// Recipients by what came of their message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TotalsView {
    recipients: u64,
    sent: u64,
    failed: u64,
    bounced: u64,
    skipped: u64,
    uncertain: u64,
    /// Recipients who opened it.
    opens: u64,
    /// Recipients who followed a link.
    clicks: u64,
    unsubscribed: u64,
}

impl ContentView {
    fn new(content: Content) -> Self {
        let format = match content.format {
            ContentFormat::Html => "html",
            ContentFormat::Text => "text",
        };
        Self { format, body: content.body, text: content.text }
    }
}

impl TotalsView {
    const fn new(stats: &CampaignStats) -> Self {
        Self {
            recipients: stats.recipients(),
            sent: stats.sent,
            failed: stats.failed,
            bounced: stats.bounced,
            skipped: stats.skipped,
            uncertain: stats.uncertain,
            opens: stats.opens.unique,
            clicks: stats.clicks.unique,
            unsubscribed: stats.unsubscribed,
        }
    }
}

impl CampaignView {
    /// Its id and name alone.
    pub fn reference(&self) -> Ref {
        Ref { id: self.id, name: self.name.clone() }
    }

    /// The campaign as answers show it.
    pub fn new(campaign: Campaign, stats: &CampaignStats, app: &State) -> Self {
        let site = app.site;
        let (date_created, date_created_gmt) = dates::pair(campaign.created_at, site.timezone);
        let (date_modified, date_modified_gmt) = dates::pair(campaign.modified_at, site.timezone);
        let (scheduled_at, scheduled_at_gmt) = date_pair(campaign.state.scheduled_at(), site);
        let (started_at, started_at_gmt) = date_pair(campaign.state.started_at(), site);
        let (finished_at, finished_at_gmt) = date_pair(campaign.state.finished_at(), site);
        let collection = app.v1("/campaigns");
        let item = format!("{collection}/{}", campaign.id);
        let mut links = Links::new(item.clone(), collection).related("stats", format!("{item}/stats"));
        for segment in &campaign.audience.include {
            links = links.related("segments", app.v1(&format!("/segments/{segment}")));
        }
        let ids = |ids: Vec<SegmentId>| ids.into_iter().map(SegmentId::get).collect();
        Self {
            id: campaign.id.get(),
            name: campaign.name,
            subject: campaign.subject,
            preheader: campaign.preheader,
            from: SenderView { name: campaign.from.name, email: campaign.from.email.map(Into::into) },
            reply_to: campaign.reply_to.map(Into::into),
            content: ContentView::new(campaign.content),
            segments: AudienceView { include: ids(campaign.audience.include), exclude: ids(campaign.audience.exclude) },
            status: campaign.state.status().as_str(),
            status_reason: campaign.state.reason().map(str::to_owned),
            scheduled_at,
            scheduled_at_gmt,
            timezone: campaign.timezone.to_string(),
            on_uncertain: campaign.on_uncertain.as_str(),
            totals: TotalsView::new(stats),
            started_at,
            started_at_gmt,
            finished_at,
            finished_at_gmt,
            date_created,
            date_created_gmt,
            date_modified,
            date_modified_gmt,
            _links: links,
        }
    }
}

/// What came of a campaign's messages.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(example = json!({"campaign_id": 5, "recipients": 734, "queued": 0, "sent": 720, "failed": 1, "bounced": 8,
    "skipped": 5, "uncertain": 0, "skipped_reasons": {"unsubscribed": 5},
    "opens": {"unique": 301, "total": 512, "machine": 120}, "clicks": {"unique": 80, "total": 96, "machine": 14},
    "unsubscribed": 3,
    "links": [{"id": 9, "url": "https://shop.example.com/", "clicks": {"unique": 80, "total": 96, "machine": 14}}],
    "rates": {"delivery": 0.9877, "open": 0.4181, "click": 0.1111, "click_to_open": 0.2658, "bounce": 0.011,
        "unsubscribe": 0.0042},
    "as_of": "2026-01-05T10:00:00", "as_of_gmt": "2026-01-05T10:00:00"}))]
pub struct CampaignStatsView {
    campaign_id: i64,
    recipients: u64,
    /// Waiting or being sent.
    queued: u64,
    sent: u64,
    failed: u64,
    bounced: u64,
    skipped: u64,
    uncertain: u64,
    skipped_reasons: BTreeMap<String, u64>,
    opens: EngagementView,
    clicks: EngagementView,
    /// Recipients who wanted no more mail by its way out.
    unsubscribed: u64,
    /// The links that were followed, those by most recipients first, at most a hundred.
    links: Vec<LinkView>,
    rates: RatesView,
    as_of: String,
    as_of_gmt: String,
}

/// Shares of the messages, 0 to 1; null before the first.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RatesView {
    delivery: Option<f64>,
    open: Option<f64>,
    click: Option<f64>,
    click_to_open: Option<f64>,
    bounce: Option<f64>,
    unsubscribe: Option<f64>,
}

/// How often something was fetched: by how many recipients, how often by people, and apart from them by machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct EngagementView {
    unique: u64,
    total: u64,
    machine: u64,
}

impl From<Engagement> for EngagementView {
    fn from(Engagement { unique, total, machine }: Engagement) -> Self {
        Self { unique, total, machine }
    }
}

/// A link that was followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LinkView {
    id: i64,
    url: String,
    clicks: EngagementView,
}

impl CampaignStatsView {
    /// The figures as answers show them.
    pub fn new(id: CampaignId, stats: CampaignStats, links: Vec<LinkStats>, app: &State) -> Self {
        let (as_of, as_of_gmt) = dates::pair(app.clock.now(), app.site.timezone);
        Self {
            campaign_id: id.get(),
            recipients: stats.recipients(),
            queued: stats.queued,
            sent: stats.sent,
            failed: stats.failed,
            bounced: stats.bounced,
            skipped: stats.skipped,
            uncertain: stats.uncertain,
            opens: stats.opens.into(),
            clicks: stats.clicks.into(),
            unsubscribed: stats.unsubscribed,
            links: links
                .into_iter()
                .map(|link| LinkView { id: link.id, url: link.url, clicks: link.clicks.into() })
                .collect(),
            rates: RatesView {
                delivery: stats.delivery_rate(),
                open: stats.open_rate(),
                click: stats.click_rate(),
                click_to_open: stats.click_to_open_rate(),
                bounce: stats.bounce_rate(),
                unsubscribe: stats.unsubscribe_rate(),
            },
            skipped_reasons: stats.skipped_reasons,
            as_of,
            as_of_gmt,
        }
    }
}
