//! Beginning an import: the file is kept, looked at, and given to the workers.

use std::{collections::BTreeMap, io};

use futures::stream::BoxStream;
use growffinity_kernel::{SegmentId, StoreError, StoreId};

use super::{
    ConsentGiven, Encoding, FileWork, Format, Import, ImportOptions, ImportType, Imports, Layout, MappingFault, Notify,
    ports::{FileError, Inserted, KeepFileError, NewImport},
};

/// An import to be begun, its file kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRequest {
    /// The name that [`Imports::keep`] gave the file.
    pub file: String,
    /// Bytes of the file.
    pub bytes: u64,
    /// What the caller calls it.
    pub file_name: String,
    /// What it brings.
    pub item_type: ImportType,
    /// How it is written; found out when absent.
    pub format: Option<Format>,
    /// How its text is encoded; found out when absent.
    pub encoding: Option<Encoding>,
    /// Which column gives which member, as far as the headings don't say.
    pub mapping: BTreeMap<String, String>,
    /// The shop of items that name none.
    pub store: Option<StoreId>,
    /// Tags for every customer.
    pub tags: Vec<String>,
    /// A static segment for every customer.
    pub segment: Option<SegmentId>,
    /// Consent, where a line says nothing itself.
    pub consent: Option<ConsentGiven>,
    /// Whether known items are changed.
    pub update: bool,
    /// Who hears of it.
    pub notify: Notify,
    /// Why addresses are suppressed whose lines give no reason.
    pub reason: String,
    /// Who asks for it.
    pub by: String,
}

/// Why an import can't be begun.
#[derive(Debug, thiserror::Error)]
pub enum StartImportError {
    /// The file is nothing that can be taken in, for this reason.
    #[error("the file can't be taken in: {0}")]
    File(String),
    /// The columns can't be understood.
    #[error("the mapping has faults")]
    Mapping(Vec<MappingFault>),
    /// There is no such shop.
    #[error("there is no store {0}")]
    UnknownStore(StoreId),
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

impl Imports {
    /// Keeps a file, and answers its name and how many bytes it has. It is removed again unless an import is begun with
    /// it within a day.
    ///
    /// # Errors
    /// [`KeepFileError`]; nothing is kept then.
    pub async fn keep(&self, chunks: BoxStream<'_, io::Result<Vec<u8>>>) -> Result<(String, u64), KeepFileError> {
        let name = self.random.uuid().simple().to_string();
        let bytes = self.files.keep(&name, chunks, self.config.max_bytes).await?;
        Ok((name, bytes))
    }

    /// Removes a file that no import was begun with.
    ///
    /// # Errors
    /// When it can't be removed.
    pub async fn discard(&self, file: &str) -> Result<(), StoreError> {
        self.files.remove(file).await
    }

    /// Begins an import: looks at the file and gives it to the workers. When it can't be begun, the file is removed.
    ///
    /// # Errors
    /// [`StartImportError`].
    pub async fn start(&self, request: ImportRequest) -> Result<Import, StartImportError> {
        let file = request.file.clone();
        let begun = self.begin(request).await;
        if begun.is_err() {
            // What is left behind here is found by the tidying.
            let _ = self.files.remove(&file).await;
        }
        begun
    }

    async fn begin(&self, request: ImportRequest) -> Result<Import, StartImportError> {
        let head =
            self.files.look(&request.file, request.format, request.encoding).await.map_err(|error| match error {
                FileError::Unfit(reason) => StartImportError::File(reason),
                FileError::Gone => StartImportError::Store(StoreError::unexpected("a file just kept is gone")),
                FileError::Store(error) => error.into(),
            })?;
        let mapping = match head.format {
            Format::Csv => self.mapped(&request, &head.headers).map_err(StartImportError::Mapping)?,
            Format::Ndjson => BTreeMap::new(),
        };
        let new = NewImport {
            item_type: request.item_type,
            bytes_total: request.bytes,
            first_row: head.first_row,
            work: FileWork {
                format: head.format,
                file: Some(request.file),
                file_name: request.file_name,
                options: ImportOptions {
                    mapping,
                    headers: head.headers,
                    delimiter: head.delimiter,
                    encoding: head.encoding,
                    store: request.store,
                    tags: request.tags,
                    segment: request.segment,
                    consent: request.consent,
                    update: request.update,
                    notify: request.notify,
                    reason: request.reason,
                    by: request.by,
                },
            },
        };
        match self.store.insert(&new, self.clock.now()).await? {
            Inserted::Done(import) => Ok(*import),
            Inserted::UnknownStore(id) => Err(StartImportError::UnknownStore(id)),
            Inserted::UnknownSegment(id) => Err(StartImportError::UnknownSegment(id)),
            Inserted::DynamicSegment(id) => Err(StartImportError::DynamicSegment(id)),
        }
    }

    fn mapped(
        &self,
        request: &ImportRequest,
        headers: &[String],
    ) -> Result<BTreeMap<String, String>, Vec<MappingFault>> {
        let columns = self.columns(request.item_type, request.store.is_some());
        let layout = Layout::new(request.item_type, headers, &request.mapping, &columns)?;
        Ok(layout.mapping())
    }
}
