//! Deleting a segment.

use growffinity_kernel::{SegmentId, StoreError};

use crate::{
    ports::Deletion,
    segment::{Segment, UsedBy},
    service::Segments,
};

/// Why a segment can't be deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteSegmentError {
    /// There is no such segment.
    #[error("there is no such segment")]
    NotFound,
    /// Others need it.
    #[error("the segment is in use")]
    InUse(UsedBy),
    /// The caller expected another version; this one is current.
    #[error("the segment is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Segments {
    /// Deletes a segment and answers how it was.
    ///
    /// # Errors
    /// [`DeleteSegmentError`]; nothing is deleted then.
    pub async fn delete(&self, id: SegmentId, expected: Option<i32>) -> Result<Segment, DeleteSegmentError> {
        let segment = self.store.find(id).await?.ok_or(DeleteSegmentError::NotFound)?;
        if expected.is_some_and(|expected| expected != segment.version) {
            return Err(DeleteSegmentError::Stale { current: segment.version });
        }
        match self.store.delete(id).await? {
            Deletion::Deleted => Ok(segment),
            Deletion::NotFound => Err(DeleteSegmentError::NotFound),
            Deletion::InUse(used_by) => Err(DeleteSegmentError::InUse(used_by)),
        }
    }
}
