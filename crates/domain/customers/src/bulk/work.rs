//! The work: a job is claimed and done batch by batch, from where it stands.

use chrono::TimeDelta;
use growffinity_kernel::{CustomerId, StoreError};

use super::{Bulk, BulkWork, apply::Trouble};
use crate::imports::Tally;
use crate::imports::{Import, ImportStatus, Task, Worked, ports::Held};

/// Customers done between two notes of the place.
const BATCH: u32 = 100;
/// After so many attempts in which nothing could be done a job has failed.
const MOST_ATTEMPTS: u32 = 8;

/// How it came to an end.
enum Ending {
    /// Everyone is done.
    Whole,
    /// It was asked to stop.
    Stopped,
    /// Someone canceled it, or another worker has it.
    Lost,
}

impl Bulk {
    /// Works at the job that has been due longest, until it ends, is canceled, or `stopped` says to stop; answers `None`
    /// when none is due. A job that was broken off goes on behind the last batch it noted; what it did of the next
    /// one is done again, which changes nothing more.
    ///
    /// # Errors
    /// When the store fails; the job is tried again later, from where it stands.
    pub async fn work_next(&self, stopped: &(dyn Fn() -> bool + Send + Sync)) -> Result<Option<Worked>, StoreError> {
        let (token, lease_seconds) = (self.random.uuid(), self.lease_seconds);
        let Some(job) = self.store.claim(token, lease_seconds, self.clock.now()).await? else { return Ok(None) };
        let held = Held { import: job.id, token, lease_seconds };
        let mut tally = Tally::default();
        let status = match self.go_through(&job, &held, stopped, &mut tally).await {
            Ok(Ending::Whole) => self.end(&held, None).await?,
            Ok(Ending::Lost) => ImportStatus::Canceled,
            Ok(Ending::Stopped) => {
                self.jobs.release(&held, self.clock.now(), None).await?;
                ImportStatus::Running
            }
            Err(Trouble::Lasting(reason)) => self.end(&held, Some(&reason)).await?,
            Err(Trouble::Passing(error)) if tally.lines() == 0 && job.attempt >= MOST_ATTEMPTS => {
                self.end(&held, Some("the server could not go on; its log says why")).await?;
                return Err(error);
            }
            Err(Trouble::Passing(error)) => {
                let pause = TimeDelta::seconds(i64::from(1_u32 << job.attempt.min(8)));
                self.jobs.release(&held, self.clock.now() + pause, Some(&error.to_string())).await?;
                return Err(error);
            }
        };
        Ok(Some(Worked { import: job.id, status, tally }))
    }

    async fn end(&self, held: &Held, error: Option<&str>) -> Result<ImportStatus, StoreError> {
        let was_held = self.jobs.finish(held, error, self.clock.now()).await?;
        Ok(match error {
            _ if !was_held => ImportStatus::Canceled,
            None => ImportStatus::Completed,
            Some(_) => ImportStatus::Failed,
        })
    }

    async fn go_through(
        &self,
        job: &Import,
        held: &Held,
        stopped: &(dyn Fn() -> bool + Send + Sync),
        tally: &mut Tally,
    ) -> Result<Ending, Trouble> {
        let Task::Bulk(asked) = &job.task else {
            return Err(Trouble::Lasting("it is no job on many customers".to_owned()));
        };
        let BulkWork { filter, action } = self.reader.read(asked).map_err(Trouble::Lasting)?;
        let mut place = job.position.offset;
        loop {
            if stopped() {
                return Ok(Ending::Stopped);
            }
            let batch = self.store.audience(&filter, place, BATCH).await?;
            let Some(last) = batch.last().copied() else { return Ok(Ending::Whole) };
            let done = self.apply(&action, &batch).await?;
            place = u64::try_from(CustomerId::get(last)).unwrap_or(place);
            if !self.store.advance(held, place, done, self.clock.now()).await? {
                return Ok(Ending::Lost);
            }
            tally.add(done);
        }
    }
}
