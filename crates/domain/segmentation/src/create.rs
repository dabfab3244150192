//! Making a segment.

use chrono::{DateTime, Utc};
use growffinity_kernel::{SegmentId, StoreError};

use crate::{
    condition::{Fault, Rule},
    refresh::RefreshCause,
    segment::{Refresh, Segment, SegmentName, SegmentRule, SegmentStatus, UsedBy},
    service::Segments,
    slug::slug_of,
};

/// A segment to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSegment {
    /// What the shop calls it.
    pub name: SegmentName,
    /// The slug wished for; made of the name when there is none. A number is put behind one that is taken.
    pub slug: Option<String>,
    /// What it is for.
    pub description: String,
    /// Who is in it.
    pub rule: NewRule,
}

/// Who is to be in a new segment.
#[derive(Debug, Clone, PartialEq)]
pub enum NewRule {
    /// Those a rule selects.
    Dynamic(Rule, Refresh),
    /// Those put in by hand.
    Static,
}

/// Why a segment can't be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateSegmentError {
    /// The rule names segments that are not there.
    #[error("the rule names segments that are not there")]
    References(Vec<Fault>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Segments {
    /// Makes a segment and, when it has a rule, finds its members at once. A refresh that fails leaves the segment there,
    /// with status failed or refreshing; it is tried again by itself.
    ///
    /// # Errors
    /// [`CreateSegmentError`]; nothing is made then.
    pub async fn create(&self, new: NewSegment) -> Result<Segment, CreateSegmentError> {
        let no_id = SegmentId::new(i64::MAX).ok_or_else(|| StoreError::unexpected("no id"))?;
        self.inserted(draft(no_id, new, self.clock.now()), None).await
    }

    /// `draft`, kept and filled: by its rule, or with the members of another.
    pub(crate) async fn inserted(
        &self,
        draft: Segment,
        members_of: Option<SegmentId>,
    ) -> Result<Segment, CreateSegmentError> {
        match self.store.insert(&draft, members_of).await? {
            Ok(segment) => Ok(self.settled(segment).await?),
            Err(refused) => Err(CreateSegmentError::References(refused.faults(&draft))),
        }
    }

    /// The segment after the refresh that a new rule asks for.
    pub(crate) async fn settled(&self, segment: Segment) -> Result<Segment, StoreError> {
        if segment.status != SegmentStatus::Refreshing {
            return Ok(segment);
        }
        // The segment is saved and due: what hinders this refresh only delays it.
        match self.store.refresh(&self.patient_request(segment.id, RefreshCause::Changed)).await {
            Ok(_) => Ok(self.store.find(segment.id).await?.unwrap_or(segment)),
            Err(_) => Ok(segment),
        }
    }
}

/// The segment to be kept; its id means nothing.
pub(crate) fn draft(id: SegmentId, new: NewSegment, now: DateTime<Utc>) -> Segment {
    let slug = slug_of(new.slug.as_deref().filter(|slug| !slug.is_empty()).unwrap_or(new.name.as_str()));
    let (rule, refresh, status) = match new.rule {
        NewRule::Dynamic(rule, refresh) => (SegmentRule::Dynamic(rule), refresh, SegmentStatus::Refreshing),
        NewRule::Static => (SegmentRule::Static, Refresh::Manual, SegmentStatus::Ready),
    };
    Segment {
        id,
        name: new.name,
        slug,
        description: new.description,
        rule,
        refresh,
        members_count: 0,
        refreshed_at: None,
        status,
        error: None,
        used_by: UsedBy::default(),
        version: 1,
        created_at: now,
        modified_at: now,
    }
}
