//! Live segments: whoever changes is judged again at once, and nobody else.

mod plan;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use growffinity_kernel::{Clock, CustomerId, SegmentId, Site, StoreError};

pub use self::plan::LiveWork;
use crate::ports::LiveStore;

/// A note that a customer has to be judged again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Its id.
    pub id: i64,
    /// Who.
    pub customer: CustomerId,
    /// By which segments.
    pub concern: Concern,
}

/// Which live segments something may move a customer in or out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Concern {
    /// All of them.
    All,
    /// Those whose rules look at events that shops tell of.
    EventNodes,
    /// Those whose rules look at campaigns.
    CampaignNodes,
    /// This one.
    Segment(SegmentId),
}

/// A segment that follows its customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSegment {
    /// Which.
    pub id: SegmentId,
    /// The segments that its rule names.
    pub uses: Vec<SegmentId>,
    /// Whether its rule looks at events that shops tell of.
    pub has_event_nodes: bool,
    /// Whether its rule looks at campaigns.
    pub has_campaign_nodes: bool,
}

/// Marks to be seen to, and the segments that are live now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MarkedBatch {
    /// The marks.
    pub marks: Vec<Mark>,
    /// The live segments.
    pub segments: Vec<LiveSegment>,
}

/// A wish to judge customers by segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveRequest {
    /// Whom by which; no segment of these names another of them.
    pub work: Vec<LiveWork>,
    /// The moment for which the rules are evaluated.
    pub now: DateTime<Utc>,
    /// Days are days of this zone.
    pub zone: Tz,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LiveJudged {
    /// How many joined, over all segments.
    pub joined: u64,
    /// How many left.
    pub left: u64,
    /// How many are to be judged later, as a refresh of their segment is at work.
    pub put_off: u64,
    /// Segments whose rules could not be evaluated.
    pub failed: u64,
}

/// What one turn did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LiveTurn {
    /// Marks that were seen to.
    pub marks: u64,
    /// How many of the marks were put back.
    pub put_off: u64,
    /// Segments that were looked at for those whom time moved.
    pub looked_at: u64,
    /// Segments whose changed members were told of.
    pub told: u64,
}

impl LiveTurn {
    /// How much was done that is done for good.
    pub const fn done(self) -> u64 {
        self.marks.saturating_sub(self.put_off) + self.looked_at + self.told
    }
}

/// Segments looked at, or told of, in one turn.
const SEGMENTS_A_TURN: u32 = 16;

/// Keeps live segments right.
#[derive(Clone)]
pub struct LiveSegments {
    store: Arc<dyn LiveStore>,
    clock: Arc<dyn Clock>,
    site: Site,
}

impl LiveSegments {
    /// The service over these ports; days are days of the site's zone.
    pub fn new(store: Arc<dyn LiveStore>, clock: Arc<dyn Clock>, site: Site) -> Self {
        Self { store, clock, site }
    }

    /// Sees to up to `limit` marks, looks for those whom time has moved, and tells of changed members.
    ///
    /// What fails on the way is done again when the lease of the marks has run out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn turn(&self, limit: u32) -> Result<LiveTurn, StoreError> {
        let mut turn = LiveTurn {
            looked_at: self.store.look(self.clock.now(), self.site.timezone, SEGMENTS_A_TURN).await?,
            ..LiveTurn::default()
        };
        let batch = self.store.claim_marks(limit).await?;
        for work in batch.plan() {
            let request = LiveRequest { work, now: self.clock.now(), zone: self.site.timezone };
            turn.put_off += self.store.judge(&request).await?.put_off;
        }
        if !batch.marks.is_empty() {
            let marks: Vec<i64> = batch.marks.iter().map(|mark| mark.id).collect();
            self.store.forget_marks(&marks).await?;
            turn.marks = u64::try_from(marks.len()).unwrap_or(u64::MAX);
        }
        turn.told = self.store.tell(self.clock.now(), SEGMENTS_A_TURN).await?;
        Ok(turn)
    }
}
