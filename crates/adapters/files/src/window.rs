//! A part of a file in memory, moved along as it is read.

use std::sync::Arc;

use growffinity_customers::imports::{Position, ports::FileError};
use object_store::{ObjectStore, ObjectStoreExt, path::Path};

use crate::store::trouble;

/// What is fetched at once.
const PIECE: u64 = 1024 * 1024;

/// What lies between the place read up to and the place fetched up to.
pub(crate) struct Window {
    objects: Arc<dyn ObjectStore>,
    path: Path,
    size: u64,
    fetched: u64,
    held: Vec<u8>,
    start: usize,
    at: Position,
}

impl Window {
    /// A window on the file at `path`, which has `size` bytes, from `at` on.
    pub(crate) const fn new(objects: Arc<dyn ObjectStore>, path: Path, size: u64, at: Position) -> Self {
        Self { objects, path, size, fetched: at.offset, held: Vec::new(), start: 0, at }
    }

    /// What is held and not read yet.
    pub(crate) fn rest(&self) -> &[u8] {
        self.held.get(self.start..).unwrap_or_default()
    }

    /// Whether nothing follows what is held.
    pub(crate) const fn is_last(&self) -> bool {
        self.fetched >= self.size
    }

    /// The place read up to.
    pub(crate) const fn position(&self) -> Position {
        self.at
    }

    /// Fetches the next piece; `false` at the end of the file.
    pub(crate) async fn more(&mut self) -> Result<bool, FileError> {
        if self.is_last() {
            return Ok(false);
        }
        self.held.drain(..self.start.min(self.held.len()));
        self.start = 0;
        let end = self.size.min(self.fetched.saturating_add(PIECE));
        let piece = match self.objects.get_range(&self.path, self.fetched..end).await {
            Ok(piece) => piece,
            Err(object_store::Error::NotFound { .. }) => return Err(FileError::Gone),
            Err(error) => return Err(FileError::Store(trouble(error))),
        };
        self.held.extend_from_slice(&piece);
        self.fetched = end;
        Ok(true)
    }

    /// Goes on behind the next `length` bytes.
    pub(crate) fn pass(&mut self, length: usize) {
        let passed = self.rest().get(..length).unwrap_or_default();
        let follows = self.rest().get(length).copied();
        let lines = count_lines(passed, follows);
        self.at.line += lines;
        self.at.offset += u64::try_from(length).unwrap_or_default();
        self.start += length;
    }
}

/// The line ends in `bytes`: `\n`, `\r\n` and `\r` alone. `follows` is the byte behind them.
pub(crate) fn count_lines(bytes: &[u8], follows: Option<u8>) -> u64 {
    let mut lines = 0;
    let mut next = bytes.iter().skip(1).copied();
    for byte in bytes {
        let next = next.next().or(follows);
        if *byte == b'\n' || (*byte == b'\r' && next != Some(b'\n')) {
            lines += 1;
        }
    }
    lines
}

/// How long the first line of `bytes` is, its end included; `None` when its end is not there.
pub(crate) fn first_line(bytes: &[u8]) -> Option<usize> {
    let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'))?;
    let pair = bytes.get(end..end + 2) == Some(b"\r\n");
    Some(end + if pair { 2 } else { 1 })
}

#[cfg(test)]
mod tests {
    use super::{count_lines, first_line};

    #[test]
    fn lines_end_in_three_ways() {
        assert_eq!(count_lines(b"a\nb\r\nc\rd", None), 3);
        assert_eq!(count_lines(b"a\r", Some(b'\n')), 0, "the pair is counted with its second half");
        assert_eq!(first_line(b"ab\r\ncd"), Some(4));
        assert_eq!(first_line(b"ab\rcd"), Some(3));
        assert_eq!(first_line(b"ab"), None);
    }
}
