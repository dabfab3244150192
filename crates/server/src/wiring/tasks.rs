//! The work that is done in the background.

use std::sync::Arc;

use growffinity_postgres::WorkNews;
use growffinity_worker::{
    DispatchEvents, DoBulkJobs, JudgeHits, KeepHouse, KeepLabels, KeepLiveSegments, KeepRfm, RefreshSegments,
    SendMessages, SettleLeftOver, StartCampaigns, SyncShops, TakeInImports, Task, TidyImports, Wakes, Workers,
    WorkersConfig,
};

use super::App;
use crate::webhooks;

/// Events the dispatcher passes on in one turn.
const EVENTS_AT_ONCE: u32 = 2_000;

impl App {
    /// The work that is done in the background, by its kinds.
    pub fn tasks(&self) -> Vec<Arc<dyn Task>> {
        let mut tasks: Vec<Arc<dyn Task>> = vec![
            Arc::new(DispatchEvents {
                outbox: Arc::new(self.outbox.clone()),
                clock: self.outside.clock.clone(),
                batch: EVENTS_AT_ONCE,
            }),
            Arc::new(RefreshSegments { segments: self.segments.clone() }),
            Arc::new(KeepLiveSegments { segments: self.live_segments.clone() }),
            Arc::new(StartCampaigns { sending: self.sending.clone() }),
            // Two, so that one hands messages over while the other writes down what came of its own.
            Arc::new(SendMessages { sending: self.sending.clone() }),
            Arc::new(SendMessages { sending: self.sending.clone() }),
            Arc::new(SettleLeftOver { sending: self.sending.clone() }),
            Arc::new(JudgeHits { tracking: self.tracking.clone() }),
            Arc::new(SyncShops { shops: self.shops.clone() }),
            Arc::new(KeepLabels { labels: self.labels.clone() }),
            Arc::new(KeepRfm { rfm: self.rfm.clone() }),
            // Two, so that a short file need not wait for a long one.
            Arc::new(TakeInImports { imports: self.imports.clone() }),
            Arc::new(TakeInImports { imports: self.imports.clone() }),
            Arc::new(DoBulkJobs { bulk: self.bulk.clone() }),
            Arc::new(TidyImports { imports: self.imports.clone() }),
            Arc::new(KeepHouse { housekeeper: Arc::new(self.housekeeping.clone()) }),
        ];
        tasks.extend(webhooks::tasks(&self.config, self));
        tasks
    }

    /// Those who do it.
    pub fn workers(&self) -> Workers {
        let config = WorkersConfig { poll: self.poll, ..WorkersConfig::default() };
        let WorkNews { events, work } = self.database.work_news();
        Workers::new(self.tasks(), self.outside.random.clone(), config).woken_by(Wakes { events, work })
    }
}
