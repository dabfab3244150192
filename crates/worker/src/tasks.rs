//! The kinds of due work there are.

use std::sync::Arc;

use async_trait::async_trait;
use growffinity_campaigns::{Sending, StopFlag, tracking::Tracking};
use growffinity_customers::Labels;
use growffinity_customers::{bulk::Bulk, imports::Imports};
use growffinity_kernel::{Clock, Housekeeper, Outbox};
use growffinity_segmentation::{
    Segments,
    rfm::{Rfm, RfmTurn},
};

use crate::{Progress, Task, TaskError, Topic};

/// Passes on events from the outbox.
pub struct DispatchEvents {
    /// Where the events are.
    pub outbox: Arc<dyn Outbox>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Events passed on in one turn.
    pub batch: u32,
}

#[async_trait]
impl Task for DispatchEvents {
    fn name(&self) -> &'static str {
        "dispatch_events"
    }

    async fn turn(&self, _stop: &StopFlag) -> Result<Progress, TaskError> {
        Ok(self.outbox.dispatch(self.batch, self.clock.now()).await?.into())
    }

    fn woken_by(&self) -> Option<Topic> {
        Some(Topic::Events)
    }
}

/// Segments refreshed in one turn; another node may take the next ones.
const SEGMENTS_A_TURN: u32 = 4;

/// Refreshes segments that are due.
pub struct RefreshSegments {
    /// The segments.
    pub segments: Segments,
}

#[async_trait]
impl Task for RefreshSegments {
    fn name(&self) -> &'static str {
        "refresh_segments"
    }

    async fn turn(&self, _stop: &StopFlag) -> Result<Progress, TaskError> {
        Ok(self.segments.refresh_due(SEGMENTS_A_TURN).await?.claimed.into())
    }
}

/// Freezes the audience of campaigns that are due.
pub struct StartCampaigns {
    /// Sending.
    pub sending: Sending,
}

#[async_trait]
impl Task for StartCampaigns {
    fn name(&self) -> &'static str {
        "start_campaigns"
    }

    async fn turn(&self, _stop: &StopFlag) -> Result<Progress, TaskError> {
        let Some(frozen) = self.sending.start_next().await? else { return Ok(Progress::Idle) };
        tracing::info!(campaign = %frozen.campaign, recipients = frozen.recipients, "campaign started");
        Ok(Progress::Did(1))
    }
}

/// Sends messages of campaigns.
pub struct SendMessages {
    /// Sending.
    pub sending: Sending,
}

#[async_trait]
impl Task for SendMessages {
    fn name(&self) -> &'static str {
        "send_messages"
    }

    async fn turn(&self, stop: &StopFlag) -> Result<Progress, TaskError> {
        Ok(self.sending.send_batches(stop).await?.into())
    }
}

/// Sees to messages of workers that are gone, and finishes campaigns.
pub struct SettleLeftOver {
    /// Sending.
    pub sending: Sending,
}

#[async_trait]
impl Task for SettleLeftOver {
    fn name(&self) -> &'static str {
        "settle_left_over"
    }

    async fn turn(&self, _stop: &StopFlag) -> Result<Progress, TaskError> {
        Ok(self.sending.settle_left_over().await?.into())
    }
}

/// Tells who fetched what of messages, people or machines.
pub struct JudgeHits {
    /// The hits.
    pub tracking: Tracking,
}

#[async_trait]
impl Task for JudgeHits {
    fn name(&self) -> &'static str {
        "judge_hits"
    }

    async fn turn(&self, _stop: &StopFlag) -> Result<Progress, TaskError> {
        Ok(self.tracking.judge().await?.into())
    }

    fn patience(&self) -> u32 {
        2
    }
}

/// Customers judged in one turn.
const LABELS_A_TURN: u32 = 1_000;

/// Keeps customers' labels as time moves.
pub struct KeepLabels {
    /// The labels.
    pub labels: Labels,
}

#[async_trait]
impl Task for KeepLabels {
    fn name(&self) -> &'static str {
        "keep_labels"
    }

    async fn turn(&self, _stop: &StopFlag) -> Result<Progress, TaskError> {
        Ok(self.labels.keep(LABELS_A_TURN).await?.into())
    }

    fn patience(&self) -> u32 {
        5
    }
}

/// Keeps customers' scores of RFM.
pub struct KeepRfm {
    /// The scores.
    pub rfm: Rfm,
}

#[async_trait]
impl Task for KeepRfm {
    fn name(&self) -> &'static str {
        "keep_rfm"
    }

    async fn turn(&self, _stop: &StopFlag) -> Result<Progress, TaskError> {
        Ok(match self.rfm.turn().await? {
            RfmTurn::Idle => Progress::Idle,
            RfmTurn::Parted => Progress::Did(1),
            // The last turn of a walk may find nobody left, and there may be other work.
            RfmTurn::Scored(customers) => Progress::Did(customers.max(1)),
        })
    }

    fn patience(&self) -> u32 {
        5
    }
}

/// Takes in files of imports.
pub struct TakeInImports {
    /// The imports.
    pub imports: Imports,
}

#[async_trait]
impl Task for TakeInImports {
    fn name(&self) -> &'static str {
        "take_in_imports"
    }

    async fn turn(&self, stop: &StopFlag) -> Result<Progress, TaskError> {
        let stop = stop.clone();
        let Some(worked) = self.imports.work_next(&move || stop.is_stopped()).await? else { return Ok(Progress::Idle) };
        let (status, lines) = (worked.status.as_str(), worked.tally.lines());
        tracing::info!(import = %worked.import, status, lines, refused = worked.tally.refused, "import worked at");
        Ok(Progress::Did(1))
    }
}

/// Does jobs on many customers.
pub struct DoBulkJobs {
    /// The jobs.
    pub bulk: Bulk,
}

#[async_trait]
impl Task for DoBulkJobs {
    fn name(&self) -> &'static str {
        "do_bulk_jobs"
    }

    async fn turn(&self, stop: &StopFlag) -> Result<Progress, TaskError> {
        let stop = stop.clone();
        let Some(worked) = self.bulk.work_next(&move || stop.is_stopped()).await? else { return Ok(Progress::Idle) };
        let (status, lines) = (worked.status.as_str(), worked.tally.lines());
        tracing::info!(job = %worked.import, status, lines, refused = worked.tally.refused, "bulk job worked at");
        Ok(Progress::Did(1))
    }
}

/// Removes what imports need no more.
pub struct TidyImports {
    /// The imports.
    pub imports: Imports,
}

#[async_trait]
impl Task for TidyImports {
    fn name(&self) -> &'static str {
        "tidy_imports"
    }

    async fn turn(&self, _stop: &StopFlag) -> Result<Progress, TaskError> {
        Ok(self.imports.tidy_up().await?.into())
    }

    fn patience(&self) -> u32 {
        60
    }
}

/// Keeps the database in order.
pub struct KeepHouse {
    /// Who does it.
    pub housekeeper: Arc<dyn Housekeeper>,
}

#[async_trait]
impl Task for KeepHouse {
    fn name(&self) -> &'static str {
        "keep_house"
    }

    async fn turn(&self, _stop: &StopFlag) -> Result<Progress, TaskError> {
        self.housekeeper.tidy_up().await?;
        Ok(Progress::Idle)
    }

    fn patience(&self) -> u32 {
        60
    }
}
