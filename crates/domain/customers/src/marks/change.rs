//! Changing a tag or group.

use growffinity_kernel::{MarkId, StoreError};

use super::{Mark, MarkChange, MarkKind, Marks, ports::MarkWritten};

/// Why a tag or group can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateMarkError {
    /// There is none of this id.
    #[error("there is no such tag or group")]
    NotFound,
    /// Another one has the new name.
    #[error("there is one of this name: {0}")]
    Exists(MarkId),
    /// The caller expected another version, or others keep changing it; this one is current.
    #[error("it is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often a change is tried again when others change the same one meanwhile.
const ATTEMPTS: u32 = 5;

impl Marks {
    /// Changes a tag or group and answers how it is then. Its customers carry it under the new name; no event is raised
    /// for them. With `expected`, the change is made only over that version.
    ///
    /// # Errors
    /// [`UpdateMarkError`]; nothing is changed then.
    pub async fn update(
        &self,
        kind: MarkKind,
        id: MarkId,
        change: &MarkChange,
        expected: Option<i32>,
    ) -> Result<Mark, UpdateMarkError> {
        let mut current = 0;
        for _ in 0..ATTEMPTS {
            let mut mark = self.store.find(kind, id).await?.ok_or(UpdateMarkError::NotFound)?;
            current = mark.version;
            if expected.is_some_and(|expected| expected != current) {
                return Err(UpdateMarkError::Stale { current });
            }
            if !mark.apply(change, self.clock.now()) {
                return Ok(mark);
            }
            match self.store.save(&mark, current).await? {
                MarkWritten::Done(mark) => return Ok(*mark),
                MarkWritten::Taken(id) => return Err(UpdateMarkError::Exists(id)),
                MarkWritten::Stale(None) => return Err(UpdateMarkError::NotFound),
                MarkWritten::Stale(Some(version)) => current = version,
            }
        }
        Err(UpdateMarkError::Stale { current })
    }
}
