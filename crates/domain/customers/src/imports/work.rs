//! The work: an import is claimed, its file read, and recorded batch by batch.

mod prepare;

use std::sync::Arc;

use chrono::TimeDelta;
use growffinity_kernel::{ImportId, StoreError, StoreErrorKind};

use self::prepare::Source;
use super::{
    FileWork, Import, ImportStatus, Imports, LineFault, Tally,
    ports::{BatchRow, FileError, Held, ImportTerms, RefusedLine},
};

/// An import that was worked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worked {
    /// Which.
    pub import: ImportId,
    /// How it stands now.
    pub status: ImportStatus,
    /// What was recorded by this work.
    pub tally: Tally,
}

/// After so many attempts in which nothing could be recorded an import has failed.
const MOST_ATTEMPTS: u32 = 8;

/// How the reading of a file came to an end.
enum Ending {
    /// Every row is recorded.
    Whole,
    /// It was asked to stop.
    Stopped,
    /// Someone canceled it, or another worker has it.
    Lost,
}

/// Why it could not go on.
enum Trouble {
    /// It never can.
    Lasting(String),
    /// It may another time.
    Passing(StoreError),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Passing(error)
    }
}

impl From<FileError> for Trouble {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Store(error) => Self::Passing(error),
            FileError::Unfit(_) | FileError::Gone => Self::Lasting(error.to_string()),
        }
    }
}

impl Imports {
    /// Works at the import that has been due longest, until it ends, is canceled, or `stopped` says to stop; answers
    /// `None` when none is due.
    ///
    /// # Errors
    /// When the store fails; the import is tried again later, from where it stands.
    pub async fn work_next(&self, stopped: &(dyn Fn() -> bool + Send + Sync)) -> Result<Option<Worked>, StoreError> {
        let (token, lease_seconds) = (self.random.uuid(), self.config.lease_seconds);
        let Some(import) = self.store.claim(token, lease_seconds, self.clock.now()).await? else { return Ok(None) };
        let held = Held { import: import.id, token, lease_seconds };
        let mut tally = Tally::default();
        let ending = match import.task.file() {
            Some(work) => self.take_in(&import, work, &held, stopped, &mut tally).await,
            None => Err(Trouble::Lasting("it has no file".to_owned())),
        };
        let now = self.clock.now();
        let status = match ending {
            Ok(Ending::Whole) => self.end(&held, None).await?,
            Ok(Ending::Lost) => ImportStatus::Canceled,
            Ok(Ending::Stopped) => {
                self.store.release(&held, now, None).await?;
                ImportStatus::Running
            }
            Err(Trouble::Lasting(reason)) => self.end(&held, Some(&reason)).await?,
            Err(Trouble::Passing(error)) if tally.lines() == 0 && import.attempt >= MOST_ATTEMPTS => {
                self.end(&held, Some("the server could not go on; its log says why")).await?;
                return Err(error);
            }
            Err(Trouble::Passing(error)) => {
                let pause = TimeDelta::seconds(i64::from(1_u32 << import.attempt.min(8)));
                let trouble = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
                self.store.release(&held, now + pause, Some(&trouble)).await?;
                return Err(error);
            }
        };
        if status.has_ended()
            && let Some(file) = import.task.file().and_then(|work| work.file.as_ref())
        {
            self.files.remove(file).await?;
            self.store.file_removed(import.id).await?;
        }
        Ok(Some(Worked { import: import.id, status, tally }))
    }

    async fn end(&self, held: &Held, error: Option<&str>) -> Result<ImportStatus, StoreError> {
        let was_held = self.store.finish(held, error, self.clock.now()).await?;
        Ok(match error {
            _ if !was_held => ImportStatus::Canceled,
            None => ImportStatus::Completed,
            Some(_) => ImportStatus::Failed,
        })
    }

    async fn take_in(
        &self,
        import: &Import,
        work: &FileWork,
        held: &Held,
        stopped: &(dyn Fn() -> bool + Send + Sync),
        tally: &mut Tally,
    ) -> Result<Ending, Trouble> {
        let mut source = Source::open(self, import, work).await?;
        let mut next = source.batch(self.config.batch).await?;
        while !next.is_empty() {
            if stopped() {
                return Ok(Ending::Stopped);
            }
            let terms = self.terms(import, work);
            // The next rows are read while these are recorded.
            let (recorded, upcoming) = futures::join!(self.record(held, next, &terms), source.batch(self.config.batch));
            let Some(recorded) = recorded? else { return Ok(Ending::Lost) };
            tally.add(recorded);
            next = upcoming?;
        }
        Ok(Ending::Whole)
    }

    fn terms(&self, import: &Import, work: &FileWork) -> ImportTerms {
        ImportTerms {
            item_type: import.item_type,
            origin: work.options.notify.origin(),
            options: work.options.clone(),
            default_consent: self.config.default_consent,
            currency: self.config.site.currency,
            now: self.clock.now(),
        }
    }

    /// Records rows. What the store can't take is halved until the row that is to blame is found and refused: it must
    /// not hold up the others.
    async fn record(&self, held: &Held, rows: Vec<BatchRow>, terms: &ImportTerms) -> Result<Option<Tally>, StoreError> {
        let mut waiting = vec![Arc::new(rows)];
        let mut tally = Tally::default();
        while let Some(rows) = waiting.pop() {
            match self.store.record(held, Arc::clone(&rows), terms).await {
                Ok(None) => return Ok(None),
                Ok(Some(recorded)) => tally.add(recorded),
                Err(error) if error.kind() == StoreErrorKind::Unavailable => return Err(error),
                Err(error) => waiting.extend(halves(&rows).ok_or(error)?),
            }
        }
        Ok(Some(tally))
    }
}

/// Both halves of `rows`, the second first; of a single row, the same refused; nothing of one that is refused already.
fn halves(rows: &[BatchRow]) -> Option<Vec<Arc<Vec<BatchRow>>>> {
    if let [row] = rows {
        let fault = LineFault::of_line("internal_server_error", "The line could not be recorded.");
        let email = row.content.as_ref().ok()?.email();
        let refused = BatchRow { content: Err(RefusedLine { faults: vec![fault], email }), ..row.clone() };
        return Some(vec![Arc::new(vec![refused])]);
    }
    let (first, second) = rows.split_at(rows.len() / 2);
    Some(vec![Arc::new(second.to_vec()), Arc::new(first.to_vec())])
}
