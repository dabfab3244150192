//! What imports need, in their own words.

use std::{io, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use futures::stream::BoxStream;
use growffinity_kernel::{Currency, ImportId, Origin, Page, SegmentId, StoreError, StoreId};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    Column, Delimiter, Encoding, FileWork, Format, Import, ImportOptions, ImportQuery, ImportType, Item, LineFault,
    Position, RawRow, Refusal, RefusalPlace, Tally,
};
use crate::{ConsentStatus, RecordOutcome};

/// Keeps imports, and records what they bring in.
#[async_trait]
pub trait ImportStore: Send + Sync {
    /// Adds an import that is due now.
    ///
    /// # Errors
    /// When the store fails.
    async fn insert(&self, import: &NewImport, now: DateTime<Utc>) -> Result<Inserted, StoreError>;

    /// The import with this id.
    ///
    /// # Errors
    /// When the store fails.
    async fn find(&self, id: ImportId) -> Result<Option<Import>, StoreError>;

    /// A part of a list. The total MUST be exact, under the same filter.
    ///
    /// # Errors
    /// When the store fails.
    async fn list(&self, query: &ImportQuery) -> Result<Page<Import>, StoreError>;

    /// Up to `limit` refusals of an import behind `after`, by line.
    ///
    /// # Errors
    /// When the store fails.
    async fn refusals(&self, id: ImportId, after: RefusalPlace, limit: u32) -> Result<Vec<Refusal>, StoreError>;

    /// The first `limit` refusals of each of `ids`, by line.
    ///
    /// # Errors
    /// When the store fails.
    async fn first_refusals(&self, ids: &[ImportId], limit: u32) -> Result<Vec<(ImportId, Refusal)>, StoreError>;

    /// Ends an import that has not ended, whoever works at it: nothing is recorded of it from then on. Answers how it
    /// is, and whether this call ended it.
    ///
    /// # Errors
    /// When the store fails.
    async fn cancel(&self, id: ImportId, now: DateTime<Utc>) -> Result<Option<(Import, bool)>, StoreError>;

    /// Leases the import of a file that has been due longest. Two calls at once MUST get different ones. The lease is
    /// set and judged by the store's own clock.
    ///
    /// # Errors
    /// When the store fails.
    async fn claim(&self, token: Uuid, lease_seconds: u32, now: DateTime<Utc>) -> Result<Option<Import>, StoreError>;

    /// Records rows that follow each other in one transaction: the items, the refusals, the figures and the place to go on from, so that
    /// none is ever without the others. The lease is set anew. Answers `None`, and does nothing, when the import is
    /// no longer held under `held`.
    ///
    /// An implementer MUST keep to what [`crate::ports::OrderStore::record`] asks for orders; for customers it MUST
    /// decide by [`crate::Customer::apply`] with the origin [`Origin::Import`] whatever `terms.origin` is, refuse a
    /// second line with one address, and append the events that creating and changing customers appends, with
    /// `terms.origin`; for events it MUST keep to what [`crate::custom_events::ports::CustomEventStore::record`] asks. An
    /// address that is suppressed already MUST stay so for the reason it had.
    ///
    /// # Errors
    /// When the store fails; nothing is recorded then.
    async fn record(
        &self,
        held: &Held,
        rows: Arc<Vec<BatchRow>>,
        terms: &ImportTerms,
    ) -> Result<Option<Tally>, StoreError>;

    /// Ends an import as completed, or as failed for the reason `error`, and appends
    /// [`growffinity_kernel::EventType::ImportCompleted`]. Answers whether it was still held.
    ///
    /// # Errors
    /// When the store fails.
    async fn finish(&self, held: &Held, error: Option<&str>, now: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Gives an import back, to be claimed again at `due`, with the trouble it had.
    ///
    /// # Errors
    /// When the store fails.
    async fn release(&self, held: &Held, due: DateTime<Utc>, trouble: Option<&str>) -> Result<(), StoreError>;

    /// Up to `limit` imports that have ended and whose file is still kept, with its name.
    ///
    /// # Errors
    /// When the store fails.
    async fn ended_with_file(&self, limit: u32) -> Result<Vec<(ImportId, String)>, StoreError>;

    /// Notes that the file is gone.
    ///
    /// # Errors
    /// When the store fails.
    async fn file_removed(&self, id: ImportId) -> Result<(), StoreError>;

    /// Which of `files` belong to an import.
    ///
    /// # Errors
    /// When the store fails.
    async fn known_files(&self, files: &[String]) -> Result<Vec<String>, StoreError>;

    /// Forgets imports that ended before `before`, with their refusals. Answers how many.
    ///
    /// # Errors
    /// When the store fails.
    async fn forget(&self, before: DateTime<Utc>) -> Result<u64, StoreError>;
}

/// An import to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct NewImport {
    /// What it brings.
    pub item_type: ImportType,
    /// The file and how to take it in.
    pub work: FileWork,
    /// Bytes of the file.
    pub bytes_total: u64,
    /// Where its first row begins.
    pub first_row: Position,
}

/// What came of adding an import.
#[derive(Debug, Clone, PartialEq)]
pub enum Inserted {
    /// It is added.
    Done(Box<Import>),
    /// The shop it names does not exist.
    UnknownStore(StoreId),
    /// The segment it names does not exist.
    UnknownSegment(SegmentId),
    /// The segment it names follows a rule.
    DynamicSegment(SegmentId),
}

/// An import that a worker has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub import: ImportId,
    /// Under which token.
    pub token: Uuid,
    /// For how long from each sign of life.
    pub lease_seconds: u32,
}

/// A row to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchRow {
    /// The line it begins on.
    pub line: u64,
    /// The place behind it.
    pub after: Position,
    /// What it tells, or why it is refused.
    pub content: Result<Item, RefusedLine>,
}

/// A line that is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedLine {
    /// All that is wrong with it.
    pub faults: Vec<LineFault>,
    /// Whose line it is, as far as it can be read.
    pub email: Option<String>,
}

/// Under which terms an import's rows are recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportTerms {
    /// What they are.
    pub item_type: ImportType,
    /// The origin that the events bear.
    pub origin: Origin,
    /// What the caller asked for.
    pub options: ImportOptions,
    /// Consent of customers that nobody says anything of.
    pub default_consent: ConsentStatus,
    /// The site currency.
    pub currency: Currency,
    /// What time it is.
    pub now: DateTime<Utc>,
}

/// What came of one item of a batch.
pub type RowOutcome = Result<RecordOutcome, LineFault>;

/// Keeps uploaded files and reads them.
#[async_trait]
pub trait ImportFiles: Send + Sync {
    /// Keeps what `chunks` brings under `name`, and answers how many bytes. An implementer MUST NOT hold more than a
    /// few megabytes in memory, and MUST leave nothing behind when it fails or is dropped. UTF-16 becomes UTF-8.
    ///
    /// # Errors
    /// [`KeepFileError`].
    async fn keep(
        &self,
        name: &str,
        chunks: BoxStream<'_, io::Result<Vec<u8>>>,
        most: u64,
    ) -> Result<u64, KeepFileError>;

    /// Finds out how the file is written; `format` and `encoding` when its caller says so.
    ///
    /// # Errors
    /// [`FileError`]; [`FileError::Unfit`] when it is nothing that can be taken in.
    async fn look(&self, name: &str, format: Option<Format>, encoding: Option<Encoding>) -> Result<Head, FileError>;

    /// The rows of the file from `from` on, which is [`Head::first_row`] or a place that an earlier reading gave.
    ///
    /// # Errors
    /// [`FileError`].
    async fn rows(&self, name: &str, head: &Head, from: Position) -> Result<Box<dyn Rows>, FileError>;

    /// Removes the file; one that is not there is no error.
    ///
    /// # Errors
    /// When it can't be removed.
    async fn remove(&self, name: &str) -> Result<(), StoreError>;

    /// The names of files kept before `before`.
    ///
    /// # Errors
    /// When they can't be listed.
    async fn kept_before(&self, before: DateTime<Utc>) -> Result<Vec<String>, StoreError>;
}

/// How a file is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Table or JSON.
    pub format: Format,
    /// How its text is encoded.
    pub encoding: Encoding,
    /// What parts its cells.
    pub delimiter: Delimiter,
    /// Its headings; none for JSON.
    pub headers: Vec<String>,
    /// Where its first row begins.
    pub first_row: Position,
}

/// Rows of a file, one after the other.
#[async_trait]
pub trait Rows: Send {
    /// The next rows, at most `most`; none at the end of the file.
    ///
    /// # Errors
    /// [`FileError`].
    async fn next(&mut self, most: usize) -> Result<Vec<RawRow>, FileError>;
}

/// Why an upload can't be kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepFileError {
    /// It is longer than allowed.
    #[error("the file is longer than {limit} bytes")]
    TooLarge {
        /// The most that is allowed.
        limit: u64,
    },
    /// It ended before it was whole.
    #[error("the upload broke off")]
    BrokenOff(#[source] io::Error),
    /// It can't be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a file can't be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is nothing that can be taken in, for this reason.
    #[error("{0}")]
    Unfit(String),
    /// It is not there.
    #[error("the file is gone")]
    Gone,
    /// It can't be read now.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Understands items in the API's JSON form.
pub trait ItemReader: Send + Sync {
    /// The members that a table's columns can give items of this type.
    fn columns(&self, item_type: ImportType) -> Vec<Column>;

    /// What `members` tells.
    ///
    /// # Errors
    /// All that is wrong with it; the column of each fault is the dotted path of the member.
    fn read(&self, item_type: ImportType, members: &Map<String, Value>) -> Result<Item, Vec<LineFault>>;
}
