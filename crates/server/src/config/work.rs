//! `worker.…`, `files.…` and `imports.…`: what is done in the background, and with which files.

use std::{path::PathBuf, time::Duration};

use super::{Pause, reader::Reader};

/// Work in the background.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// `worker.batch`
    pub batch: u32,
    /// `worker.window`
    pub window: usize,
    /// `worker.lease`
    pub lease: Duration,
    /// `worker.max_attempts`
    pub max_attempts: u32,
    /// `worker.poll`
    pub poll: Duration,
}

impl WorkerConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let (batch, window) = (reader.number("worker.batch", 1..=10_000), reader.number("worker.window", 1..=64));
        let lease = reader.pause("worker.lease", Pause(Duration::from_secs(1)));
        let max_attempts = reader.number("worker.max_attempts", 1..=100);
        let poll = reader.pause("worker.poll", Pause(Duration::from_millis(10)));
        Some(Self { batch: batch?, window: window?, lease: lease?, max_attempts: max_attempts?, poll: poll? })
    }
}

/// Uploaded files.
#[derive(Debug, Clone)]
pub struct FilesConfig {
    /// `files.dir`
    pub(super) dir: Option<PathBuf>,
    pub(super) data_dir: PathBuf,
}

impl FilesConfig {
    /// The folder that they lie in.
    pub fn dir(&self) -> PathBuf {
        self.dir.clone().unwrap_or_else(|| self.data_dir.join("files"))
    }
}

/// Files that are imported.
#[derive(Debug, Clone, Copy)]
pub struct ImportsSettings {
    /// `imports.max_bytes`
    pub max_bytes: u64,
    /// `imports.batch`
    pub batch: usize,
    /// `imports.keep_days`
    pub keep_days: u32,
}

impl ImportsSettings {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let max_bytes = reader.number("imports.max_bytes", 1_024..=1_000_000_000_000);
        let batch = reader.number("imports.batch", 1..=10_000);
        let keep_days = reader.number("imports.keep_days", 1..=3_650);
        Some(Self { max_bytes: max_bytes?, batch: batch?, keep_days: keep_days? })
    }
}
