//! Recounting what is kept beside the orders, and putting it right.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{Clock, StoreError};

/// Something kept that can be counted again from what it is kept of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// `refunded_total` of orders, from their refunds.
    Refunds,
    /// The lines of orders as rows, from the orders.
    Lines,
    /// Stats and labels of customers, from their orders. Counted after the refunds, on which they rest.
    Stats,
    /// Counters of rows, from the rows.
    Counters,
}

impl Kept {
    /// Everything, in the order to repair it in.
    pub const ALL: [Self; 4] = [Self::Refunds, Self::Lines, Self::Stats, Self::Counters];

    /// What it is, for people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refunds => "refunds",
            Self::Lines => "order lines",
            Self::Stats => "stats and labels",
            Self::Counters => "row counters",
        }
    }
}

/// One batch of a recount.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recounted {
    /// How many things were looked at.
    pub looked_at: u64,
    /// What differs, by id or name.
    pub wrong: Vec<String>,
    /// The last id looked at, when there may be more behind it.
    pub next: Option<i64>,
}

/// Counts again.
#[async_trait]
pub trait RecountStore: Send + Sync {
    /// Looks at up to `limit` things whose id is greater than `after`, in a short transaction, and tells which are not
    /// what a recount gives at `now`. With `repair` it MUST make them so in that transaction, whatever else is being
    /// written; nobody is told of it by an event.
    ///
    /// # Errors
    /// When the store fails.
    async fn recount(
        &self,
        kept: Kept,
        after: i64,
        limit: u32,
        repair: bool,
        now: DateTime<Utc>,
    ) -> Result<Recounted, StoreError>;
}

/// Recounts of everything kept, batch by batch.
#[derive(Clone)]
pub struct Recounts {
    store: Arc<dyn RecountStore>,
    clock: Arc<dyn Clock>,
}

/// What a whole recount found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecountReport {
    /// How many things were looked at.
    pub looked_at: u64,
    /// How many differed (and don't any more, if they were repaired).
    pub wrong: u64,
    /// The first that did, by id or name.
    pub first: Option<String>,
}

/// Things looked at in one transaction: few enough that nobody waits long for a repair.
const BATCH: u32 = 2_000;

impl Recounts {
    /// The service over `store`.
    pub fn new(store: Arc<dyn RecountStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// Recounts all of `kept`, and repairs what differs when asked to.
    ///
    /// # Errors
    /// When the store fails; what was repaired before stays so.
    pub async fn run(&self, kept: Kept, repair: bool) -> Result<RecountReport, StoreError> {
        let mut report = RecountReport::default();
        let mut after = Some(0);
        while let Some(from) = after {
            let batch = self.store.recount(kept, from, BATCH, repair, self.clock.now()).await?;
            report.looked_at += batch.looked_at;
            report.wrong += u64::try_from(batch.wrong.len()).unwrap_or(u64::MAX);
            report.first = report.first.or(batch.wrong.into_iter().next());
            after = batch.next;
        }
        Ok(report)
    }
}
