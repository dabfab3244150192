//! Bringing a segment's members up to date.

use std::time::Duration;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use growffinity_kernel::{SegmentId, StoreError, named_enum};

use crate::{
    segment::{Segment, SegmentKind},
    service::Segments,
};

named_enum!(
    /// Why a segment is refreshed.
    RefreshCause {
        /// A customer changed, or time passed.
        Live = "live",
        /// Its hour or day has come.
        Scheduled = "scheduled",
        /// Somebody asked.
        Manual = "manual",
        /// Its rule is new.
        Changed = "changed",
    }
);

/// A wish to refresh one segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshRequest {
    /// Which.
    pub segment: SegmentId,
    /// The moment for which the rule is evaluated.
    pub now: DateTime<Utc>,
    /// Days are days of this zone.
    pub zone: Tz,
    /// Why.
    pub cause: RefreshCause,
    /// How long somebody waits for it: what takes longer is left to the workers. `None`: nobody waits.
    pub patience: Option<Duration>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// The members are right.
    Done(Refreshed),
    /// Another refresh of the segment is at work, or left to the workers.
    AlreadyRunning,
    /// It takes longer than somebody waits: the workers do it next.
    LeftToWorkers,
    /// The rule could not be evaluated; the reason is fit to be shown. The members are those of before.
    Failed(String),
    /// There is no such segment, or it is static.
    NotDynamic,
}

/// What a refresh did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refreshed {
    /// How many are in the segment.
    pub members_count: u64,
    /// How many of them are new.
    pub joined: u64,
    /// How many are no longer in it.
    pub left: u64,
    /// The moment for which the rule was evaluated.
    pub date: DateTime<Utc>,
}

/// A segment whose refresh is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueSegment {
    /// Which.
    pub segment: SegmentId,
    /// Why.
    pub cause: RefreshCause,
}

/// What a round of due refreshes came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WorkedOff {
    /// Segments that were due.
    pub claimed: u64,
    /// Those of them that failed.
    pub failed: u64,
}

/// How long a caller waits for a refresh before it is left to the workers.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a segment can't be refreshed.
#[derive(Debug, thiserror::Error)]
pub enum RefreshSegmentError {
    /// There is no such segment.
    #[error("there is no such segment")]
    NotFound,
    /// A static segment has no rule to follow.
    #[error("the segment is static")]
    Static,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Segments {
    /// Refreshes a segment because somebody asked; answers it as it is then, and what came of it: a refresh that was at
    /// work already, one that takes long and a rule that could not be evaluated are outcomes, not errors.
    ///
    /// # Errors
    /// [`RefreshSegmentError`].
    pub async fn refresh(&self, id: SegmentId) -> Result<(Segment, RefreshOutcome), RefreshSegmentError> {
        let before = self.store.find(id).await?.ok_or(RefreshSegmentError::NotFound)?;
        if before.kind() == SegmentKind::Static {
            return Err(RefreshSegmentError::Static);
        }
        let outcome = self.store.refresh(&self.patient_request(id, RefreshCause::Manual)).await?;
        let after = self.store.find(id).await?.ok_or(RefreshSegmentError::NotFound)?;
        Ok((after, outcome))
    }

    /// Refreshes up to `limit` segments that are due. One that fails does not hold up the others: its lease runs out and
    /// it is due again.
    ///
    /// # Errors
    /// When the store can't say what is due.
    pub async fn refresh_due(&self, limit: u32) -> Result<WorkedOff, StoreError> {
        let mut done = WorkedOff::default();
        for due in self.store.claim_due(self.clock.now(), limit).await? {
            done.claimed += 1;
            let outcome = self.store.refresh(&self.refresh_request(due.segment, due.cause)).await;
            if matches!(outcome, Err(_) | Ok(RefreshOutcome::Failed(_))) {
                done.failed += 1;
            }
        }
        Ok(done)
    }

    /// A refresh that nobody waits for.
    fn refresh_request(&self, segment: SegmentId, cause: RefreshCause) -> RefreshRequest {
        RefreshRequest { segment, now: self.clock.now(), zone: self.site.timezone, cause, patience: None }
    }

    /// A refresh that a caller waits for.
    pub(crate) fn patient_request(&self, segment: SegmentId, cause: RefreshCause) -> RefreshRequest {
        RefreshRequest { patience: Some(PATIENCE), ..self.refresh_request(segment, cause) }
    }
}
