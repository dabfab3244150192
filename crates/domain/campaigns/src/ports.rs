//! What campaigns need from the outside, in their own words. One call of a store is one transaction.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{CampaignId, MessageId, Page, SegmentId, StoreError};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{
    campaign::Campaign,
    content::Content,
    ledger::{Claim, Frozen, Lease, Settled},
    mail::{Delivery, Mail, RenderedMessage},
    query::CampaignQuery,
    stats::{CampaignStats, LinkStats},
};

/// Keeps campaigns.
#[async_trait]
pub trait CampaignStore: Send + Sync {
    /// The campaign with this id.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, id: CampaignId) -> Result<Option<Campaign>, StoreError>;

    /// A part of a list. The total MUST be exact, under the same filter.
    ///
    /// # Errors
    /// When the store fails.
    async fn list(&self, query: &CampaignQuery) -> Result<Page<Campaign>, StoreError>;

    /// Adds `campaign`, whose id is ignored, and answers it with the id it got.
    ///
    /// # Errors
    /// When the store fails.
    async fn insert(&self, campaign: &Campaign) -> Result<Campaign, StoreError>;

    /// Writes `campaign` over the version `expected`, raising it by one. `Ok(None)`: someone else has changed it since,
    /// or it is gone; nothing is written then. A campaign whose state says so becomes due for [`SendLedger::freeze_next`]:
    /// a scheduled one at its time, a sending one at once.
    ///
    /// # Errors
    /// When the store fails.
    async fn save(&self, campaign: &Campaign, expected: i32) -> Result<Option<Campaign>, StoreError>;

    /// What came of each campaign's messages so far, in the order of `ids`. MUST be consistent: the six figures add up
    /// to the recipients at every moment.
    ///
    /// # Errors
    /// When the store fails.
    async fn stats(&self, ids: &[CampaignId]) -> Result<Vec<CampaignStats>, StoreError>;

    /// The links of a campaign that were followed, those by most recipients first, at most `limit`.
    ///
    /// # Errors
    /// When the store fails.
    async fn links(&self, id: CampaignId, limit: u32) -> Result<Vec<LinkStats>, StoreError>;
}

/// Knows which segments there are.
#[async_trait]
pub trait SegmentCatalog: Send + Sync {
    /// Those of `ids` that do not exist.
    ///
    /// # Errors
    /// When the store fails.
    async fn missing(&self, ids: &[SegmentId]) -> Result<Vec<SegmentId>, StoreError>;
}

/// The send ledger: one row a campaign and customer, from the moment the audience is frozen.
///
/// A row is `queued`, then `sending` while a server may be taking it, then one of the outcomes for good, except that
/// `uncertain` may still be settled. Leases are set and judged by the store's own clock.
#[async_trait]
pub trait SendLedger: Send + Sync {
    /// Starts one campaign that is due at `now` and not frozen yet: writes a row for each customer in its segments now
    /// who may be mailed (subscribed, active), and marks it as sending, in one transaction. `None`: none is due.
    ///
    /// # Errors
    /// When the store fails; nothing is frozen then.
    async fn freeze_next(&self, now: DateTime<Utc>) -> Result<Option<Frozen>, StoreError>;

    /// The campaigns that are being sent.
    ///
    /// # Errors
    /// When the store fails.
    async fn sending(&self) -> Result<Vec<CampaignId>, StoreError>;

    /// Leases up to `lease.limit` queued rows of `campaign` that are due at `now` and leased by nobody. Rows whose
    /// customer may no longer be mailed MUST be skipped in the same transaction, with the reason, and not be answered.
    ///
    /// # Errors
    /// When the store fails.
    async fn claim(&self, campaign: CampaignId, lease: &Lease, now: DateTime<Utc>) -> Result<Claim, StoreError>;

    /// Marks those of `messages` as sending that are still queued under the unexpired lease `token`, while the campaign
    /// is still being sent; counts an attempt, renews the lease, and answers those marked. MUST be committed on return.
    ///
    /// # Errors
    /// When the store fails.
    async fn mark_sending(
        &self,
        campaign: CampaignId,
        token: Uuid,
        messages: &[MessageId],
        lease_seconds: u32,
    ) -> Result<Vec<MessageId>, StoreError>;

    /// Writes what came of messages marked as sending under `token`. A row that has become uncertain meanwhile is
    /// settled too. A bounce also marks the customer's consent as bounced, and raises `campaign.bounced`.
    ///
    /// # Errors
    /// When the store fails; nothing is written then.
    async fn settle(
        &self,
        campaign: CampaignId,
        token: Uuid,
        outcomes: &[Settled],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Gives back the rows still queued under `token`.
    ///
    /// # Errors
    /// When the store fails.
    async fn release(&self, campaign: CampaignId, token: Uuid) -> Result<(), StoreError>;

    /// Sees to rows marked as sending whose lease has expired: they become uncertain, or queued again where the
    /// campaign says `resend`. Answers how many.
    ///
    /// # Errors
    /// When the store fails.
    async fn reap(&self, now: DateTime<Utc>) -> Result<u64, StoreError>;

    /// Finishes the frozen campaigns that have no row queued or sending, raising `campaign.sent` for each.
    ///
    /// # Errors
    /// When the store fails.
    async fn finish(&self, now: DateTime<Utc>) -> Result<Vec<CampaignId>, StoreError>;
}

/// Hands messages to a mail server.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Makes one attempt to hand `mail` over.
    ///
    /// An implementer MUST answer [`Delivery::Deferred`] only when the server can't have taken the message, and
    /// [`Delivery::Uncertain`] whenever it may have: from the first byte of the content to the server's answer. It MUST
    /// return within two minutes, whatever the server does, and MUST NOT retry by itself once the content was begun.
    async fn deliver(&self, mail: &Mail) -> Delivery;
}

/// Makes templates from a campaign's content.
pub trait Renderer: Send + Sync {
    /// Parses and checks `content`.
    ///
    /// # Errors
    /// Every fault found: syntax, unknown variables, unknown filters.
    fn compile(&self, content: &TemplateSource<'_>) -> Result<Arc<dyn MessageTemplate>, Vec<TemplateFault>>;
}

/// What a template is made of.
#[derive(Debug, Clone, Copy)]
pub struct TemplateSource<'a> {
    /// Template of the subject line.
    pub subject: &'a str,
    /// Template of the preview text that mail programs show behind the subject; may be empty.
    pub preheader: &'a str,
    /// Templates of the body.
    pub content: &'a Content,
}

/// A parsed template, ready to make many messages. Cheap to share.
pub trait MessageTemplate: Send + Sync {
    /// Makes the message for one recipient from `variables` (`customer`, …). A variable that is unset gives nothing.
    ///
    /// # Errors
    /// The fault, when the template fails on these data or takes too much work.
    fn render(&self, variables: &Map<String, Value>) -> Result<RenderedMessage, TemplateFault>;
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct TemplateFault {
    /// Which part: `subject`, `preheader`, `content.body`, `content.text`.
    pub path: &'static str,
    /// What is wrong, with the line where it is known.
    pub message: String,
}
