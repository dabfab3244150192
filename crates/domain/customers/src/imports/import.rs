//! An import's record.

use chrono::{DateTime, Utc};
use growffinity_kernel::ImportId;
use serde_json::{Map, Value};

use super::{FileWork, Tally};

/// A file that is taken in, or another long job shown in the same way.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// What it is about.
    pub item_type: ImportType,
    /// What is to be done.
    pub task: Task,
    /// Where it stands.
    pub status: ImportStatus,
    /// Bytes of the file read so far.
    pub bytes: u64,
    /// Bytes of the file.
    pub bytes_total: u64,
    /// What came of the items so far.
    pub tally: Tally,
    /// Why it failed, in words for its caller.
    pub error: Option<String>,
    /// Where to go on.
    pub position: Position,
    /// Raised by each change.
    pub version: i32,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it last moved.
    pub modified_at: DateTime<Utc>,
    /// When a worker began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended, however it did.
    pub completed_at: Option<DateTime<Utc>>,
    /// Times it was begun since something was last recorded.
    pub attempt: u32,
}

/// What a job has to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// Take in a file.
    File(Box<FileWork>),
    /// Do something to many items at once; what, the map says.
    Bulk(Map<String, Value>),
}

impl Task {
    /// The file, when there is one.
    pub fn file(&self) -> Option<&FileWork> {
        match self {
            Self::File(work) => Some(work),
            Self::Bulk(_) => None,
        }
    }
}

/// What is taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportType {
    /// Customers, told apart by e-mail address.
    Customers,
    /// Orders, told apart by the shop's id.
    Orders,
    /// Custom events of customers.
    Events,
    /// Addresses that are not to be mailed.
    Suppressions,
}

impl ImportType {
    /// Every type.
    pub const ALL: [Self; 4] = [Self::Customers, Self::Orders, Self::Events, Self::Suppressions];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Orders => "orders",
            Self::Events => "events",
            Self::Suppressions => "suppressions",
        }
    }

    /// The type of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportStatus {
    /// Waits for a worker.
    Queued,
    /// A worker has begun.
    Running,
    /// Every line was read.
    Completed,
    /// It can't be done; what was recorded before stays.
    Failed,
    /// Someone ended it; what was recorded before stays.
    Canceled,
}

impl ImportStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Running, Self::Completed, Self::Failed, Self::Canceled];

    /// The name, as stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }

    /// The status of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether nothing more happens.
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Canceled)
    }
}

/// A place in a file: what stands before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct Position {
    /// Offset of the next byte.
    pub offset: u64,
    /// Lines before it.
    pub line: u64,
}
