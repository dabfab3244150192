//! What notes need from a store. One call is one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_kernel::{CustomerId, NoteId, Page, StoreError};

use super::{NewNote, Note, NoteQuery};

/// Keeps notes.
#[async_trait]
pub trait NoteStore: Send + Sync {
    /// The note with this id, if it is one on `customer`.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, customer: CustomerId, id: NoteId) -> Result<Option<Note>, StoreError>;

    /// A part of the list of the notes on `customer`. The total MUST be exact, under the same filter.
    ///
    /// # Errors
    /// When the store fails.
    async fn list(&self, customer: CustomerId, query: &NoteQuery) -> Result<Page<Note>, StoreError>;

    /// Adds a note. `Ok(None)`: there is no such customer; nothing is written then.
    ///
    /// # Errors
    /// When the store fails.
    async fn insert(&self, note: &NewNote, now: DateTime<Utc>) -> Result<Option<Note>, StoreError>;

    /// Writes category, text and `modified_at` of `note` over the version `expected`, raising it by one. `Ok(None)`:
    /// someone else has changed it since, or it is gone; nothing is written then.
    ///
    /// # Errors
    /// When the store fails.
    async fn save(&self, note: &Note, expected: i32) -> Result<Option<Note>, StoreError>;

    /// Removes the note, if it is at the version `expected` or none is; `Ok(None)`: it is not, or is gone.
    ///
    /// # Errors
    /// When the store fails.
    async fn delete(&self, customer: CustomerId, id: NoteId, expected: Option<i32>)
    -> Result<Option<Note>, StoreError>;
}
