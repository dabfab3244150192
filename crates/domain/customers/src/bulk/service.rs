//! The service of bulk jobs.

use std::sync::Arc;

use growffinity_kernel::{Clock, Random, SegmentId, StoreError};
use serde_json::{Map, Value};

use super::{
    BulkAction,
    ports::{BulkReader, BulkStore, Joining},
};
use crate::{
    Customers, Marks, PersonalData,
    imports::{Import, ports::ImportStore},
};

/// Bulk jobs: begin them, and do the work. Looking and canceling is the same as for imports.
#[derive(Clone)]
pub struct Bulk {
    pub(super) store: Arc<dyn BulkStore>,
    pub(super) jobs: Arc<dyn ImportStore>,
    pub(super) reader: Arc<dyn BulkReader>,
    pub(super) services: BulkServices,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
    pub(super) lease_seconds: u32,
}

/// Those who do to one customer, or to a hundred, what is asked for.
#[derive(Clone)]
pub struct BulkServices {
    /// Changes records.
    pub customers: Customers,
    /// Adds and removes tags and groups.
    pub marks: Marks,
    /// Erases.
    pub personal_data: PersonalData,
}

/// Why a job can't be begun.
#[derive(Debug, thiserror::Error)]
pub enum StartBulkError {
    /// It can't be read.
    #[error("the job can't be read: {0}")]
    Unreadable(String),
    /// There is no such segment.
    #[error("there is no segment {0}")]
    UnknownSegment(SegmentId),
    /// The members of this segment follow its rule.
    #[error("segment {0} follows a rule")]
    DynamicSegment(SegmentId),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Bulk {
    /// The service over these ports.
    pub fn new(
        (store, jobs): (Arc<dyn BulkStore>, Arc<dyn ImportStore>),
        reader: Arc<dyn BulkReader>,
        services: BulkServices,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        lease_seconds: u32,
    ) -> Self {
        Self { store, jobs, reader, services, clock, random, lease_seconds }
    }

    /// Begins a job: it is given to the workers.
    ///
    /// # Errors
    /// [`StartBulkError`]; nothing is begun then.
    pub async fn start(&self, asked: &Map<String, Value>) -> Result<Import, StartBulkError> {
        let work = self.reader.read(asked).map_err(StartBulkError::Unreadable)?;
        let now = self.clock.now();
        if let BulkAction::Join(segment) = work.action {
            match self.store.join(segment, &[], now).await? {
                Joining::Done(_) => {}
                Joining::UnknownSegment => return Err(StartBulkError::UnknownSegment(segment)),
                Joining::Dynamic => return Err(StartBulkError::DynamicSegment(segment)),
            }
        }
        Ok(self.store.insert(asked, now).await?)
    }
}
