//! The service of notes: look up, list, write, remove.

use std::sync::Arc;

use growffinity_kernel::{Clock, CustomerId, NoteId, Page, StoreError};

use super::{NewNote, Note, NoteQuery, ports::NoteStore};

/// Notes on customers.
#[derive(Clone)]
pub struct Notes {
    pub(super) store: Arc<dyn NoteStore>,
    pub(super) clock: Arc<dyn Clock>,
}

/// Why a note can't be written.
#[derive(Debug, thiserror::Error)]
pub enum AddNoteError {
    /// There is no such customer.
    #[error("there is no customer {0}")]
    UnknownCustomer(CustomerId),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a note can't be removed.
#[derive(Debug, thiserror::Error)]
pub enum RemoveNoteError {
    /// The customer has no such note.
    #[error("there is no such note")]
    NotFound,
    /// The caller expected another version; this one is current.
    #[error("the note is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Notes {
    /// The service over `store`.
    pub fn new(store: Arc<dyn NoteStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// The customer's note with this id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find(&self, customer: CustomerId, id: NoteId) -> Result<Option<Note>, StoreError> {
        self.store.find(customer, id).await
    }

    /// A part of the list of a customer's notes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list(&self, customer: CustomerId, query: &NoteQuery) -> Result<Page<Note>, StoreError> {
        self.store.list(customer, query).await
    }

    /// Writes a note.
    ///
    /// # Errors
    /// [`AddNoteError`]; nothing is written then.
    pub async fn add(&self, note: NewNote) -> Result<Note, AddNoteError> {
        let added = self.store.insert(&note, self.clock.now()).await?;
        added.ok_or(AddNoteError::UnknownCustomer(note.customer))
    }

    /// Removes a note, with `expected` only when it is at that version, and answers how it was.
    ///
    /// # Errors
    /// [`RemoveNoteError`]; nothing is removed then.
    pub async fn remove(
        &self,
        customer: CustomerId,
        id: NoteId,
        expected: Option<i32>,
    ) -> Result<Note, RemoveNoteError> {
        if let Some(removed) = self.store.delete(customer, id, expected).await? {
            return Ok(removed);
        }
        let known = self.store.find(customer, id).await?.ok_or(RemoveNoteError::NotFound)?;
        Err(RemoveNoteError::Stale { current: known.version })
    }
}
