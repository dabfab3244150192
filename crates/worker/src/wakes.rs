//! What wakes tasks before their pause is over.

use tokio::sync::watch;

/// What a task may be waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Events in the outbox.
    Events,
    /// What passing them on left to be done.
    Work,
}

/// News of what there is to do. It may be missed, or be wrong: a task looks by itself all the same.
#[derive(Debug, Clone)]
pub struct Wakes {
    /// Changes when events are appended.
    pub events: watch::Receiver<u64>,
    /// Changes when events were passed on.
    pub work: watch::Receiver<u64>,
}

impl Wakes {
    /// What tells of `topic`.
    pub(crate) fn of(&self, topic: Topic) -> watch::Receiver<u64> {
        match topic {
            Topic::Events => self.events.clone(),
            Topic::Work => self.work.clone(),
        }
    }
}
