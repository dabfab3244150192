//! Rows of a file made ready to be recorded.

use std::sync::Arc;

use growffinity_kernel::{Clock, StoreId};
use serde_json::{Map, Value, json};

use crate::{
    ConsentChange, ConsentStatus, CustomerChange,
    custom_events::occurred,
    imports::{
        ConsentGiven, FileWork, Format, Import, ImportType, Imports, Item, Layout, LineFault, RawRow, RowContent,
        ports::{BatchRow, FileError, Head, ItemReader, RefusedLine, Rows},
        refusal::MOST_FAULTS,
    },
};

/// Rows taken from the file at once: between them the thread is free for others.
const ROWS_AT_ONCE: usize = 200;

/// The rest of a file, understood row by row.
pub(super) struct Source {
    rows: Box<dyn Rows>,
    layout: Layout,
    reader: Arc<dyn ItemReader>,
    item_type: ImportType,
    store: Option<StoreId>,
    consent: Option<ConsentGiven>,
    reason: String,
    clock: Arc<dyn Clock>,
}

impl Source {
    /// The file of `import`, from where it stands.
    pub(super) async fn open(imports: &Imports, import: &Import, work: &FileWork) -> Result<Self, FileError> {
        let options = &work.options;
        let head = Head {
            format: work.format,
            encoding: options.encoding,
            delimiter: options.delimiter,
            headers: options.headers.clone(),
            first_row: import.position,
        };
        let name = work.file.as_deref().ok_or(FileError::Gone)?;
        let columns = match work.format {
            Format::Csv => imports.columns(import.item_type, options.store.is_some()),
            Format::Ndjson => Vec::new(),
        };
        Ok(Self {
            rows: imports.files.rows(name, &head, import.position).await?,
            layout: Layout::known(&options.headers, &options.mapping, &columns),
            reader: Arc::clone(&imports.reader),
            item_type: import.item_type,
            store: options.store,
            consent: options.consent.clone(),
            reason: options.reason.clone(),
            clock: Arc::clone(&imports.clock),
        })
    }

    /// The next rows, at most `most`; none at the end.
    pub(super) async fn batch(&mut self, most: usize) -> Result<Vec<BatchRow>, FileError> {
        let mut batch = Vec::with_capacity(most);
        while batch.len() < most {
            let rows = self.rows.next(ROWS_AT_ONCE.min(most - batch.len())).await?;
            if rows.is_empty() {
                break;
            }
            batch.extend(rows.into_iter().map(|row| self.understood(row)));
        }
        Ok(batch)
    }

    fn understood(&self, row: RawRow) -> BatchRow {
        let content = match row.content {
            RowContent::Broken(fault) => Err(RefusedLine { faults: vec![fault], email: None }),
            RowContent::Cells(cells) => self.told_by_cells(&cells),
            RowContent::Object(members) => self.told_by_object(&members),
        };
        BatchRow { line: row.line, after: row.after, content }
    }

    fn told_by_cells(&self, cells: &[String]) -> Result<Item, RefusedLine> {
        let mut members = self.layout.item(cells).map_err(|fault| RefusedLine { faults: vec![fault], email: None })?;
        self.name_store(&mut members);
        self.read(&members).map_err(|faults| RefusedLine {
            faults: faults.into_iter().map(|fault| self.layout.localized(fault, cells)).collect(),
            email: email_in(&members),
        })
    }

    fn told_by_object(&self, members: &Map<String, Value>) -> Result<Item, RefusedLine> {
        self.read(members).map_err(|faults| RefusedLine {
            faults: faults.into_iter().map(|fault| shown(fault, members)).collect(),
            email: email_in(members),
        })
    }

    fn read(&self, members: &Map<String, Value>) -> Result<Item, Vec<LineFault>> {
        let item = self.reader.read(self.item_type, members);
        let mut item = item.map_err(|faults| faults.into_iter().take(MOST_FAULTS).collect::<Vec<_>>())?;
        match &mut item {
            Item::Order(draft) => draft.store = draft.store.or(self.store),
            Item::Customer(line) => complete_consent(&mut line.change, self.consent.as_ref()),
            Item::Event(draft) => {
                let at =
                    occurred(draft.occurred_at, self.clock.now()).map_err(|error| vec![LineFault::from(&error)])?;
                draft.occurred_at = Some(at);
            }
            Item::Suppression(line) if line.reason.is_empty() => line.reason.clone_from(&self.reason),
            Item::Suppression(_) => {}
        }
        Ok(item)
    }

    /// A table's own ids of customers are the ids of the shop that the import is for.
    fn name_store(&self, members: &mut Map<String, Value>) {
        if let (ImportType::Customers, Some(store)) = (self.item_type, self.store)
            && let Some(external_id) = members.remove("external_id")
        {
            let ids = json!([{"store": store.get(), "external_id": external_id}]);
            members.insert("external_ids".to_owned(), ids);
        }
    }
}

/// What a line does not say of consent, the import does.
fn complete_consent(change: &mut CustomerChange, given: Option<&ConsentGiven>) {
    if change.consent.is_none() && given.is_none() {
        return;
    }
    let consent = change.consent.get_or_insert_with(ConsentChange::default);
    consent.status = consent.status.or_else(|| ConsentStatus::from_name(&given?.status));
    if consent.status.is_some() && consent.source.is_none() {
        consent.source = Some(given.map_or_else(|| "import".to_owned(), |given| given.source.clone()));
    }
}

/// The address in a line that may be refused.
fn email_in(members: &Map<String, Value>) -> Option<String> {
    let text = members.get("email").or_else(|| members.get("billing")?.get("email"))?.as_str()?;
    let text = text.trim().to_lowercase();
    (!text.is_empty() && text.len() <= 320 && !text.contains('\0')).then_some(text)
}

/// The fault with what stands at its path.
fn shown(fault: LineFault, members: &Map<String, Value>) -> LineFault {
    let mut parts = fault.column.split(['.', '[', ']']).filter(|part| !part.is_empty());
    let Some(mut value) = parts.next().and_then(|name| members.get(name)) else { return fault };
    for part in parts {
        let inner = match value {
            Value::Array(items) => part.parse::<usize>().ok().and_then(|index| items.get(index)),
            other => other.get(part),
        };
        let Some(inner) = inner else { return fault };
        value = inner;
    }
    match value {
        Value::String(text) => fault.with_value(text),
        other => fault.with_value(&other.to_string()),
    }
}
