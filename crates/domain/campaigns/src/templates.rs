//! Parsed templates of the campaigns that are being sent.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use growffinity_kernel::CampaignId;

use crate::{
    Campaign,
    ports::{MessageTemplate, Renderer, TemplateFault, TemplateSource},
};

type Parsed = (i32, Arc<dyn MessageTemplate>);

/// Parses each version of a campaign once.
pub(crate) struct Templates {
    renderer: Arc<dyn Renderer>,
    parsed: Mutex<HashMap<CampaignId, Parsed>>,
}

/// More campaigns than are ever sent at once; beyond it the oldest parse is simply done again.
const KEPT: usize = 64;

impl Templates {
    pub(crate) fn new(renderer: Arc<dyn Renderer>) -> Self {
        Self { renderer, parsed: Mutex::new(HashMap::new()) }
    }

    /// The template of `campaign`.
    pub(crate) fn of(&self, campaign: &Campaign) -> Result<Arc<dyn MessageTemplate>, Vec<TemplateFault>> {
        let known = self.parsed.lock().unwrap_or_else(PoisonError::into_inner).get(&campaign.id).cloned();
        if let Some((version, template)) = known
            && version == campaign.version
        {
            return Ok(template);
        }
        let template = self.renderer.compile(&TemplateSource {
            subject: &campaign.subject,
            preheader: &campaign.preheader,
            content: &campaign.content,
        })?;
        let mut parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        if parsed.len() >= KEPT {
            parsed.clear();
        }
        parsed.insert(campaign.id, (campaign.version, Arc::clone(&template)));
        Ok(template)
    }
}
