//! Connections kept open between messages.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::Semaphore, task::JoinSet, time::Instant};

use crate::dialogue::Dialogue;

/// Idle connections older than this are not used again: servers hang up after some minutes.
const MAX_IDLE: Duration = Duration::from_mins(1);

/// The idle connections, and the places for busy ones.
pub(crate) struct Pool {
    /// One permit a connection in use; fair, so that no message waits while others pass it.
    pub(crate) places: Semaphore,
    idle: Mutex<Vec<(Dialogue, Instant)>>,
}

impl Pool {
    pub(crate) fn new(connections: usize) -> Self {
        Self { places: Semaphore::new(connections.max(1)), idle: Mutex::new(Vec::new()) }
    }

    /// The connection used last, unless it has been idle too long.
    pub(crate) fn take(&self) -> Option<Dialogue> {
        let mut idle = self.idle();
        match idle.pop() {
            Some((dialogue, since)) if since.elapsed() < MAX_IDLE => Some(dialogue),
            Some(_) => {
                // Those below on the stack have been idle even longer.
                idle.clear();
                None
            }
            None => None,
        }
    }

    /// Keeps `dialogue` for the next message; drops it once the pool is closed.
    pub(crate) fn put(&self, dialogue: Dialogue) {
        if !self.places.is_closed() {
            self.idle().push((dialogue, Instant::now()));
        }
    }

    /// Gives out no more places and takes leave on the idle connections.
    pub(crate) async fn close(&self) {
        self.places.close();
        let idle = std::mem::take(&mut *self.idle());
        idle.into_iter().map(|(dialogue, _)| dialogue.quit()).collect::<JoinSet<()>>().join_all().await;
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<(Dialogue, Instant)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
