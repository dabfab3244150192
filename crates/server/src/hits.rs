//! Hits on their way to the database: answered at once, written a moment later.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use growffinity_campaigns::tracking::{Hit, HitSink, HitStore};
use tokio::{sync::mpsc, task::JoinHandle};

/// Hits that may wait to be written; whoever brings one more waits too.
const ROOM: usize = 20_000;
/// Hits written at once.
const AT_ONCE: usize = 2_000;
/// For so long others are gathered that come with the first.
const GATHERING: Duration = Duration::from_millis(40);
/// Before a write that failed is tried again.
const PAUSE: Duration = Duration::from_millis(500);
/// So often when it is time to stop; then the database is taken to be gone for good.
const LAST_TRIES: u32 = 60;

/// Takes hits in and writes them in batches, each within a tenth of a second while the database can.
pub struct HitBuffer {
    store: Arc<dyn HitStore>,
    writer: Mutex<Option<Writer>>,
}

struct Writer {
    hits: mpsc::Sender<Hit>,
    task: JoinHandle<()>,
}

impl HitBuffer {
    /// A buffer before `store`.
    pub fn new(store: Arc<dyn HitStore>) -> Self {
        Self { store, writer: Mutex::new(None) }
    }

    /// Starts to write, on the runtime of whoever calls: it has to outlive those who bring hits.
    pub fn start(&self) {
        let _ = self.sender();
    }

    fn sender(&self) -> mpsc::Sender<Hit> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let started = writer.get_or_insert_with(|| {
            let (hits, taken) = mpsc::channel(ROOM);
            Writer { hits, task: tokio::spawn(write(taken, Arc::clone(&self.store))) }
        });
        started.hits.clone()
    }

    /// Writes what is left and ends. Nobody may bring hits any more.
    pub async fn finish(&self) {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(Writer { hits, task }) = writer else { return };
        drop(hits);
        if let Err(error) = task.await {
            tracing::error!(%error, "the writer of hits ended badly");
        }
    }
}

impl fmt::Debug for HitBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HitBuffer").finish_non_exhaustive()
    }
}

#[async_trait]
impl HitSink for HitBuffer {
    async fn take(&self, hit: Hit) {
        let Err(mpsc::error::SendError(hit)) = self.sender().send(hit).await else { return };
        // The writer is gone, which it never is by itself.
        append(self.store.as_ref(), &[hit], || true).await;
    }
}

async fn write(mut taken: mpsc::Receiver<Hit>, store: Arc<dyn HitStore>) {
    let mut batch = Vec::with_capacity(AT_ONCE);
    while taken.recv_many(&mut batch, AT_ONCE).await > 0 {
        if batch.len() < AT_ONCE && !taken.is_closed() {
            tokio::time::sleep(GATHERING).await;
            while batch.len() < AT_ONCE
                && let Ok(hit) = taken.try_recv()
            {
                batch.push(hit);
            }
        }
        append(store.as_ref(), &batch, || taken.is_closed()).await;
        metrics::counter!("tracking_hits_total").increment(u64::try_from(batch.len()).unwrap_or(u64::MAX));
        batch.clear();
    }
}

/// Writes `hits`, however often it takes, unless it is time to stop.
async fn append(store: &dyn HitStore, hits: &[Hit], is_stopping: impl Fn() -> bool) {
    let mut last_tries = 0;
    while let Err(error) = store.append(hits).await {
        if is_stopping() {
            last_tries += 1;
        }
        if last_tries >= LAST_TRIES {
            tracing::error!(%error, lost = hits.len(), "hits could not be written");
            return;
        }
        tracing::warn!(%error, waiting = hits.len(), "hits can't be written now");
        tokio::time::sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use chrono::{DateTime, Utc};
    use growffinity_campaigns::tracking::{HitKind, Recipient};
    use growffinity_kernel::{CampaignId, CustomerId, MessageId, StoreError, StoreErrorKind};

    use super::*;

    /// Keeps hits, after it has failed so often.
    #[derive(Default)]
    struct Shelf {
        failures: AtomicU32,
        kept: Mutex<Vec<Hit>>,
    }

    #[async_trait]
    impl HitStore for Shelf {
        async fn append(&self, hits: &[Hit]) -> Result<(), StoreError> {
            if self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
                return Err(StoreError::new(StoreErrorKind::Unavailable, std::io::Error::other("down")));
            }
            self.kept.lock().unwrap().extend_from_slice(hits);
            Ok(())
        }

        async fn judge(&self, _: DateTime<Utc>, _: u32) -> Result<u64, StoreError> {
            Ok(0)
        }

        async fn unsubscribed(&self, _: &Recipient, _: DateTime<Utc>) -> Result<(), StoreError> {
            Ok(())
        }
    }

    fn hit(message: i64) -> Hit {
        let recipient = Recipient {
            campaign: CampaignId::new(1).unwrap(),
            message: MessageId::new(message).unwrap(),
            customer: CustomerId::new(1).unwrap(),
        };
        let at = "2026-01-01T00:00:00Z".parse().unwrap();
        Hit { recipient, kind: HitKind::Open, at, address: None, agent: String::new(), is_head: false }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_was_taken_is_written_when_it_is_time_to_stop_and_whatever_failed_before() {
        let shelf = Arc::new(Shelf { failures: AtomicU32::new(2), ..Shelf::default() });
        let buffer = Arc::new(HitBuffer::new(shelf.clone()));
        buffer.start();
        // More than there is room for: those who bring them wait, and none is lost.
        let many = i64::try_from(ROOM + 5_000).unwrap();
        let brought: Vec<_> = (0..4)
            .map(|part| {
                let buffer = Arc::clone(&buffer);
                tokio::spawn(async move {
                    for message in (1..=many).filter(|message| message % 4 == part) {
                        buffer.take(hit(message)).await;
                    }
                })
            })
            .collect();
        for part in brought {
            part.await.unwrap();
        }
        buffer.finish().await;
        let mut kept: Vec<i64> = shelf.kept.lock().unwrap().iter().map(|hit| hit.recipient.message.get()).collect();
        kept.sort_unstable();
        assert_eq!(kept, (1..=many).collect::<Vec<_>>());
    }
}
