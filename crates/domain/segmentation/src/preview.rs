//! Whom a rule selects, before anything is saved.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use growffinity_kernel::{CustomerId, StoreError};

use crate::{
    condition::{Fault, Rule},
    references::RefusedReferences,
    service::Segments,
};

/// How many customers a preview shows at most.
pub const PREVIEW_SAMPLE: u32 = 10;

/// A wish to know whom a rule selects.
#[derive(Debug, Clone, PartialEq)]
pub struct PreviewRequest {
    /// The rule.
    pub rule: Rule,
    /// The moment for which it is evaluated.
    pub now: DateTime<Utc>,
    /// Days are days of this zone.
    pub zone: Tz,
    /// How many to name at most.
    pub sample: u32,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreviewOutcome {
    /// The rule was evaluated.
    Done(Preview),
    /// The rule names segments that are not there.
    Refused(RefusedReferences),
    /// It took longer than a statement may.
    TooSlow,
}

/// Whom a rule selects now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// How many.
    pub count: u64,
    /// The first of them by id.
    pub sample: Vec<CustomerId>,
    /// How long it took to find out.
    pub milliseconds: u64,
}

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum PreviewSegmentError {
    /// The rule names segments that are not there.
    #[error("the rule names segments that are not there")]
    References(Vec<Fault>),
    /// The rule takes too long to be evaluated.
    #[error("the rule takes too long to be evaluated")]
    TooSlow,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Segments {
    /// Whom `rule` selects now: how many, and the first few. Nothing is saved.
    ///
    /// # Errors
    /// [`PreviewSegmentError`].
    pub async fn preview(&self, rule: Rule) -> Result<Preview, PreviewSegmentError> {
        let request = PreviewRequest { rule, now: self.clock.now(), zone: self.site.timezone, sample: PREVIEW_SAMPLE };
        match self.store.preview(&request).await? {
            PreviewOutcome::Done(preview) => Ok(preview),
            PreviewOutcome::Refused(refused) => {
                Err(PreviewSegmentError::References(refused.faults_in(&request.rule.conditions)))
            }
            PreviewOutcome::TooSlow => Err(PreviewSegmentError::TooSlow),
        }
    }
}
