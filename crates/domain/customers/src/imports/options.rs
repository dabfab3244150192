//! What a caller asks of an import, and how its file is written.

use std::collections::BTreeMap;

use growffinity_kernel::{Origin, SegmentId, StoreId};
use serde::{Deserialize, Serialize};

/// A file and how to take it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileWork {
    /// How it is written.
    pub format: Format,
    /// Where it lies; `None` once it was removed.
    pub file: Option<String>,
    /// What the caller calls it.
    pub file_name: String,
    /// What the caller asked for.
    pub options: ImportOptions,
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A table with a heading.
    Csv,
    /// One JSON object a line.
    Ndjson,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Ndjson];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// The format of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// What parts the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// `;`
    Semicolon,
    /// A tabulator.
    Tab,
    /// `|`
    Pipe,
}

impl Delimiter {
    /// Every delimiter, the likeliest first.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    /// The character.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }
}

/// How the text of a kept file is encoded. UTF-16 becomes UTF-8 on the way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8; a row that is not is refused.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// What Windows wrote in Western Europe and America.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// What the caller asked for, and what was found out about the file. Kept with the import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportOptions {
    /// Which column gives which member: heading to path. Columns that are not here are left out.
    pub mapping: BTreeMap<String, String>,
    /// The headings, in the order of the file.
    pub headers: Vec<String>,
    /// What parts the cells.
    pub delimiter: Delimiter,
    /// How the text is encoded.
    pub encoding: Encoding,
    /// The shop of items that name none.
    pub store: Option<StoreId>,
    /// Tags that every customer gets.
    pub tags: Vec<String>,
    /// A static segment that every customer joins.
    pub segment: Option<SegmentId>,
    /// Consent of the customers, as far as a line says nothing itself.
    pub consent: Option<ConsentGiven>,
    /// Whether known customers and orders are changed; else their lines are refused.
    pub update: bool,
    /// Who hears of what is taken in.
    pub notify: Notify,
    /// Why addresses are suppressed whose lines give no reason.
    pub reason: String,
    /// Who asked for it, where what comes in says so.
    pub by: String,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            mapping: BTreeMap::new(),
            headers: Vec::new(),
            delimiter: Delimiter::Comma,
            encoding: Encoding::Utf8,
            store: None,
            tags: Vec::new(),
            segment: None,
            consent: None,
            update: true,
            notify: Notify::None,
            reason: String::new(),
            by: String::new(),
        }
    }
}

/// What the caller says of the customers' consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentGiven {
    /// The name of the status.
    pub status: String,
    /// Where it came from.
    pub source: String,
}

/// Who hears of what an import brings in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notify {
    /// Nobody: stats and segments move.
    #[default]
    None,
    /// Webhooks.
    Webhooks,
    /// Webhooks and workflows.
    All,
}

impl Notify {
    /// Everything that can be asked for.
    pub const ALL: [Self; 3] = [Self::None, Self::Webhooks, Self::All];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Webhooks => "webhooks",
            Self::All => "all",
        }
    }

    /// The origin that the events bear.
    pub const fn origin(self) -> Origin {
        match self {
            Self::None => Origin::Import,
            Self::Webhooks => Origin::Announced,
            Self::All => Origin::Live,
        }
    }
}
