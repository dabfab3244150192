//! Delivering webhooks: each lane of each webhook by itself, so that a receiver that hangs holds up nobody.

use std::{error::Error, time::Duration};

use async_trait::async_trait;
use growffinity_campaigns::StopFlag;
use growffinity_webhooks::{
    Deliveries,
    ports::{Lane, LaneClaim},
};
use tokio::{sync::watch, task::JoinSet};

use crate::{Progress, Task, TaskError, Topic, run::woken};

/// Works at the lanes of one kind that have work, many at once.
pub struct DeliverWebhooks {
    /// The deliveries.
    pub deliveries: Deliveries,
    /// Which kind: first tries, retries or probes.
    pub lane: Lane,
    /// Webhooks worked for at once.
    pub slots: usize,
    /// How often more is looked for while some are worked for.
    pub poll: Duration,
    /// Changes when there may be deliveries.
    pub wakes: watch::Receiver<u64>,
}

/// The pause before a lane is tried again whose store failed.
const AFTER_FAILURE: Duration = Duration::from_millis(500);

#[async_trait]
impl Task for DeliverWebhooks {
    fn name(&self) -> &'static str {
        match self.lane {
            Lane::First => "deliver_first",
            Lane::Retry => "deliver_retries",
            Lane::Probe => "deliver_probes",
        }
    }

    /// Lasts as long as there is a lane to be worked at; others are taken on meanwhile.
    async fn turn(&self, stop: &StopFlag) -> Result<Progress, TaskError> {
        let (mut working, mut wakes, mut done) = (JoinSet::new(), self.wakes.clone(), 0);
        loop {
            wakes.mark_unchanged();
            if !stop.is_stopped() {
                match self.claim(self.slots.saturating_sub(working.len())).await {
                    Ok(claims) => {
                        for claim in claims {
                            working.spawn(work_at(self.deliveries.clone(), claim, stop.clone()));
                        }
                    }
                    Err(error) if working.is_empty() => return Err(error),
                    Err(error) => tracing::warn!(task = self.name(), %error, "no more work can be looked for"),
                }
            }
            if working.is_empty() {
                return Ok(Progress::from(done));
            }
            tokio::select! {
                ended = working.join_next() => match ended {
                    Some(Ok(attempts)) => done += attempts,
                    Some(Err(error)) => tracing::error!(%error, "the work at a webhook ended badly"),
                    None => {}
                },
                () = tokio::time::sleep(self.poll) => {}
                () = woken(Some(&mut wakes)), if working.len() < self.slots => {}
            }
        }
    }

    fn woken_by(&self) -> Option<Topic> {
        Some(Topic::Work)
    }
}

impl DeliverWebhooks {
    async fn claim(&self, free: usize) -> Result<Vec<LaneClaim>, TaskError> {
        match u32::try_from(free) {
            Ok(0) => Ok(Vec::new()),
            most => self.deliveries.claim(self.lane, most.unwrap_or(u32::MAX)).await,
        }
    }
}

/// Works at a lane, again while the store fails: the lease ends it when somebody else has it.
async fn work_at(deliveries: Deliveries, claim: LaneClaim, stop: StopFlag) -> u64 {
    let is_stopped = {
        let stop = stop.clone();
        move || stop.is_stopped()
    };
    loop {
        match deliveries.work_lane(claim, &is_stopped).await {
            Ok(attempts) => {
                metrics::counter!("webhook_attempts_total", "lane" => claim.lane.as_str()).increment(attempts);
                return attempts;
            }
            Err(error) if stop.is_stopped() => {
                tracing::warn!(webhook = %claim.webhook, %error, "stopped; another worker goes on");
                return 0;
            }
            Err(error) => {
                let cause = error.source().map(ToString::to_string);
                tracing::warn!(webhook = %claim.webhook, %error, cause, "the work at a webhook is tried again");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    }
}

/// Removes deliveries that ended long ago.
pub struct ForgetDeliveries {
    /// The deliveries.
    pub deliveries: Deliveries,
}

#[async_trait]
impl Task for ForgetDeliveries {
    fn name(&self) -> &'static str {
        "forget_deliveries"
    }

    async fn turn(&self, _stop: &StopFlag) -> Result<Progress, TaskError> {
        Ok(self.deliveries.forget_old().await?.into())
    }

    fn patience(&self) -> u32 {
        60
    }
}
