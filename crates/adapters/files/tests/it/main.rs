//! Files as callers send them, kept and read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod keeping;
mod reading;

use std::io;

use futures::{StreamExt, stream};
use growffinity_customers::imports::{
    Position, RawRow, RowContent,
    ports::{Head, ImportFiles},
};
use growffinity_files::FileStore;
use tempfile::TempDir;

/// Files in a folder of their own.
struct Files {
    store: FileStore,
    folder: TempDir,
}

impl Files {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { store: FileStore::local(folder.path()), folder }
    }

    async fn keep(&self, bytes: &[u8]) -> Head {
        let chunks: Vec<io::Result<Vec<u8>>> = bytes.chunks(7_001).map(|chunk| Ok(chunk.to_vec())).collect();
        self.store.keep("f", stream::iter(chunks).boxed(), u64::MAX).await.unwrap();
        self.store.look("f", None, None).await.unwrap()
    }

    async fn rows(&self, head: &Head, from: Position) -> Vec<RawRow> {
        let mut rows = self.store.rows("f", head, from).await.unwrap();
        let mut all = Vec::new();
        loop {
            let next = rows.next(3).await.unwrap();
            if next.is_empty() {
                return all;
            }
            all.extend(next);
        }
    }

    /// The names of everything in the folder.
    fn left(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path().join("imports")).unwrap();
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }
}

/// A row in short: its line and its cells, or the code of what is wrong with it.
fn short(rows: &[RawRow]) -> Vec<(u64, String)> {
    rows.iter()
        .map(|row| {
            let said = match &row.content {
                RowContent::Cells(cells) => cells.join("/"),
                RowContent::Object(members) => serde_json::to_string(members).unwrap(),
                RowContent::Broken(fault) => fault.code.to_string(),
            };
            (row.line, said)
        })
        .collect()
}
