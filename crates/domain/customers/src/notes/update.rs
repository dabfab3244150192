//! Changing a note.

use chrono::{DateTime, Utc};
use growffinity_kernel::{CustomerId, NoteId, StoreError};

use super::{Note, NoteCategory, Notes};

/// What to change; what is not given stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NoteChange {
    /// Another category.
    pub category: Option<NoteCategory>,
    /// Another text: 1 to [`Note::LONGEST`] characters.
    pub text: Option<String>,
}

/// Why a note can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateNoteError {
    /// The customer has no such note.
    #[error("there is no such note")]
    NotFound,
    /// The caller expected another version, or others keep changing it; this one is current.
    #[error("the note is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often a change is tried again when others change the same note meanwhile.
const ATTEMPTS: u32 = 5;

impl Notes {
    /// Changes a note and answers how it is then; its author stays. A change that changes nothing raises no version.
    ///
    /// # Errors
    /// [`UpdateNoteError`]; nothing is changed then.
    pub async fn update(
        &self,
        customer: CustomerId,
        id: NoteId,
        change: NoteChange,
        expected: Option<i32>,
    ) -> Result<Note, UpdateNoteError> {
        let mut current = 0;
        for _ in 0..ATTEMPTS {
            let before = self.store.find(customer, id).await?.ok_or(UpdateNoteError::NotFound)?;
            current = before.version;
            if expected.is_some_and(|expected| expected != current) {
                return Err(UpdateNoteError::Stale { current });
            }
            let after = changed(&before, &change, self.clock.now());
            if after == before {
                return Ok(before);
            }
            if let Some(saved) = self.store.save(&after, current).await? {
                return Ok(saved);
            }
        }
        Err(UpdateNoteError::Stale { current })
    }
}

fn changed(before: &Note, change: &NoteChange, now: DateTime<Utc>) -> Note {
    let mut after = before.clone();
    after.category = change.category.unwrap_or(before.category);
    if let Some(text) = &change.text {
        after.text.clone_from(text);
    }
    if after != *before {
        after.modified_at = now;
    }
    after
}
