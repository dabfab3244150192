//! Imports: files of customers, orders, events or suppressions, taken in line by line by a worker.

mod cancel;
mod columns;
mod count;
mod import;
mod layout;
mod normal;
mod options;
pub mod ports;
mod query;
mod refusal;
mod rows;
mod service;
mod start;
mod tidy;
mod work;

pub use cancel::CancelImportError;
pub use columns::{Column, Form};
pub use count::Tally;
pub use import::{Import, ImportStatus, ImportType, Position, Task};
pub use layout::{Layout, MappingFault};
pub use options::{ConsentGiven, Delimiter, Encoding, FileWork, Format, ImportOptions, Notify};
pub use query::{ImportOrder, ImportQuery};
pub use refusal::{LineFault, Refusal, RefusalPlace};
pub use rows::{CustomerLine, Item, RawRow, RowContent, SuppressedLine};
pub use service::{Imports, ImportsConfig};
pub use start::{ImportRequest, StartImportError};
pub use work::Worked;
