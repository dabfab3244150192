//! One kind of due work.

use std::time::Duration;

use async_trait::async_trait;
use growffinity_campaigns::StopFlag;
use growffinity_kernel::StoreError;

use crate::Topic;

/// Why a turn of a task failed. It is logged, and the task is tried again after a pause.
pub type TaskError = StoreError;

/// Whether a turn found anything to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many things were done; there may be more.
    Did(u64),
    /// Nothing was due.
    Idle,
}

impl From<u64> for Progress {
    fn from(done: u64) -> Self {
        if done == 0 { Self::Idle } else { Self::Did(done) }
    }
}

/// A kind of due work, done in turns.
///
/// An implementer MUST claim what it does in the database, so that the same task may run on many nodes, and MUST leave
/// nothing half done that its next turn, here or elsewhere, does not mend.
#[async_trait]
pub trait Task: Send + Sync {
    /// What it is called in logs and metrics.
    fn name(&self) -> &'static str;

    /// Does a batch of what is due. `stop` asks to end soon: what was begun is finished, nothing more is begun.
    ///
    /// # Errors
    /// When a store fails.
    async fn turn(&self, stop: &StopFlag) -> Result<Progress, TaskError>;

    /// How many pauses a node makes between two turns without work; 1 for tasks that should be quick to notice.
    fn patience(&self) -> u32 {
        1
    }

    /// What ends such a pause early.
    fn woken_by(&self) -> Option<Topic> {
        None
    }

    /// The least pause after a turn with work, so that more of it can gather.
    fn rest(&self) -> Duration {
        Duration::ZERO
    }
}
