//! The service of campaigns: what a caller can do with them.

use std::sync::Arc;

use growffinity_kernel::{CampaignId, Clock, Page, StoreError};

use crate::{
    Campaign, CampaignQuery, CampaignStats, Fault, LinkStats,
    ports::{CampaignStore, Renderer, SegmentCatalog, TemplateSource},
};

/// Campaigns: write, look up, list, send.
#[derive(Clone)]
pub struct Campaigns {
    pub(crate) store: Arc<dyn CampaignStore>,
    pub(crate) segments: Arc<dyn SegmentCatalog>,
    pub(crate) renderer: Arc<dyn Renderer>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl Campaigns {
    /// The service over these ports.
    pub fn new(
        store: Arc<dyn CampaignStore>,
        segments: Arc<dyn SegmentCatalog>,
        renderer: Arc<dyn Renderer>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, segments, renderer, clock }
    }

    /// The campaign with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(&self, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        self.store.find(id).await
    }

    /// A part of the list of campaigns.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, query: &CampaignQuery) -> Result<Page<Campaign>, StoreError> {
        self.store.list(query).await
    }

    /// What came of each campaign's messages so far, in the order of `ids`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn stats(&self, ids: &[CampaignId]) -> Result<Vec<CampaignStats>, StoreError> {
        self.store.stats(ids).await
    }

    /// The links of a campaign that were followed, those by most recipients first: the first hundred.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn links(&self, id: CampaignId) -> Result<Vec<LinkStats>, StoreError> {
        self.store.links(id, 100).await
    }

    /// What is wrong with a campaign's segments and templates; drafts may lack them, but not name what isn't there.
    pub(crate) async fn faults(&self, campaign: &Campaign) -> Result<Vec<Fault>, StoreError> {
        let mut faults = Vec::new();
        for (path, ids) in
            [("segments.include", &campaign.audience.include), ("segments.exclude", &campaign.audience.exclude)]
        {
            for missing in self.segments.missing(ids).await? {
                let message = format!("Segment {missing} does not exist.");
                faults.push(Fault::new(path, "growffinity_rest_segment_invalid_id", message));
            }
        }
        let source =
            TemplateSource { subject: &campaign.subject, preheader: &campaign.preheader, content: &campaign.content };
        if let Err(found) = self.renderer.compile(&source) {
            faults.extend(found.into_iter().map(Fault::from));
        }
        Ok(faults)
    }
}
