//! Tells load balancers whether this node can serve.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use async_trait::async_trait;
use growffinity_api::{Check, CheckOutcome, Readiness};
use growffinity_postgres::PgHousekeeping;

/// A database that takes longer is as good as down.
const PATIENCE: Duration = Duration::from_secs(2);

/// Ready while the database answers and nobody has asked to stop.
#[derive(Debug)]
pub struct HouseReadiness {
    database: PgHousekeeping,
    stopping: AtomicBool,
}

impl HouseReadiness {
    pub(super) const fn new(database: PgHousekeeping) -> Self {
        Self { database, stopping: AtomicBool::new(false) }
    }

    /// From now on this node is not ready: it stops.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }
}

#[async_trait]
impl Readiness for HouseReadiness {
    async fn check(&self) -> Vec<Check> {
        let mut checks = Vec::new();
        if self.stopping.load(Ordering::Relaxed) {
            checks.push(check("process", CheckOutcome::Failed, "is stopping"));
        }
        match tokio::time::timeout(PATIENCE, self.database.health()).await {
            Ok(Ok(health)) => {
                checks.push(check("database", CheckOutcome::Ok, "answers"));
                checks.push(if health.partitions_ahead > 0 {
                    check("partitions", CheckOutcome::Ok, "are there ahead of time")
                } else {
                    check("partitions", CheckOutcome::Warning, "the next one is missing: is a worker running?")
                });
            }
            Ok(Err(error)) => {
                tracing::warn!(%error, "not ready: the database fails");
                checks.push(check("database", CheckOutcome::Failed, "fails"));
            }
            Err(_) => checks.push(check("database", CheckOutcome::Failed, "does not answer in time")),
        }
        checks
    }
}

fn check(name: &'static str, outcome: CheckOutcome, message: &str) -> Check {
    Check { name, outcome, message: message.to_owned() }
}
