//! Notes: what people write down about a customer.

mod note;
pub mod ports;
mod service;
mod update;

pub use note::{Author, NewNote, Note, NoteCategory, NoteOrder, NoteQuery};
pub use service::{AddNoteError, Notes, RemoveNoteError};
pub use update::{NoteChange, UpdateNoteError};
