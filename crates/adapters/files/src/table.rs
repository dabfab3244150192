//! Tables: rows of cells, parted and quoted as CSV is.

use async_trait::async_trait;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use growffinity_customers::imports::{
    Delimiter, Encoding, LineFault, RawRow, RowContent,
    ports::{FileError, Head, Rows},
};

use crate::{
    encoding,
    window::{Window, first_line},
};

/// A row with more bytes than these is refused.
pub(crate) const LONGEST_ROW: usize = 1024 * 1024;

/// The rest of a table.
pub(crate) struct Table {
    window: Window,
    parser: Parser,
    encoding: Encoding,
    columns: usize,
}

impl Table {
    /// What `window` shows, written as `head` says.
    pub(crate) fn new(window: Window, head: &Head) -> Self {
        let parser = Parser::new(head.delimiter);
        Self { window, parser, encoding: head.encoding, columns: head.headers.len() }
    }

    async fn row(&mut self) -> Result<Option<RawRow>, FileError> {
        loop {
            let rest = self.window.rest();
            let too_much = rest.len() > LONGEST_ROW;
            match self.parser.parse(rest, self.window.is_last()) {
                Parsed::End => {
                    self.window.pass(self.window.rest().len());
                    if !self.window.more().await? {
                        return Ok(None);
                    }
                }
                Parsed::Row { blank, length } if length - blank <= LONGEST_ROW => {
                    return Ok(Some(self.told(blank, length)));
                }
                Parsed::Incomplete if !too_much => {
                    // At the very end the parser makes a row of whatever is there.
                    self.window.more().await?;
                }
                Parsed::Row { .. } | Parsed::Incomplete => return self.skip_line().await.map(Some),
            }
        }
    }

    /// The row of `length` bytes that was just parsed, behind `blank` bytes of empty lines.
    fn told(&mut self, blank: usize, length: usize) -> RawRow {
        self.window.pass(blank);
        let line = self.window.position().line + 1;
        let length = length - blank;
        let raw = self.window.rest().get(..length).unwrap_or_default();
        let has_more_lines = first_line(raw).is_some_and(|first| first < length);
        let content = self.content();
        // A quote that is never closed runs on over the next rows: it costs its own line alone.
        let is_runaway = has_more_lines && matches!(content, RowContent::Broken(_));
        let passed = if is_runaway { first_line(raw).unwrap_or(length) } else { length };
        self.window.pass(passed);
        RawRow { line, after: self.window.position(), content }
    }

    fn content(&self) -> RowContent {
        let cells: Option<Vec<String>> = self.parser.cells().map(|cell| encoding::text(self.encoding, cell)).collect();
        let Some(mut cells) = cells else {
            let all: Vec<_> = self.parser.cells().map(String::from_utf8_lossy).collect();
            let fault = LineFault::of_line("growffinity_rest_invalid_encoding", "The line is not UTF-8.");
            return RowContent::Broken(fault.with_value(&all.join(" ")));
        };
        let extra_blank = cells.iter().skip(self.columns).all(|cell| cell.trim().is_empty());
        if cells.len() > self.columns && extra_blank {
            cells.truncate(self.columns);
        }
        if cells.len() == self.columns {
            return RowContent::Cells(cells);
        }
        let words = format!("The line has {} cells, the heading has {}.", cells.len(), self.columns);
        let fault = LineFault::of_line("growffinity_rest_invalid_row", words);
        RowContent::Broken(fault.with_value(&cells.join(" ")))
    }

    /// Goes on behind the line that can't be held, without holding it.
    async fn skip_line(&mut self) -> Result<RawRow, FileError> {
        let blank = leading_line_ends(self.window.rest());
        self.window.pass(blank);
        let line = self.window.position().line + 1;
        loop {
            if let Some(length) = first_line(self.window.rest()) {
                self.window.pass(length);
                break;
            }
            self.window.pass(self.window.rest().len());
            if !self.window.more().await? {
                break;
            }
        }
        Ok(RawRow { line, after: self.window.position(), content: RowContent::Broken(too_long()) })
    }
}

/// The fault of a line that is too long.
pub(crate) fn too_long() -> LineFault {
    LineFault::of_line("rest_too_long", format!("The line is longer than {LONGEST_ROW} bytes."))
}

#[async_trait]
impl Rows for Table {
    async fn next(&mut self, most: usize) -> Result<Vec<RawRow>, FileError> {
        let mut rows = Vec::with_capacity(most);
        while rows.len() < most {
            let Some(row) = self.row().await? else { break };
            rows.push(row);
        }
        Ok(rows)
    }
}

/// Parses one row at a time.
pub(crate) struct Parser {
    reader: Reader,
    output: Vec<u8>,
    ends: Vec<usize>,
    cells: usize,
}

/// What stands at the start of some bytes.
pub(crate) enum Parsed {
    /// A row of `length` bytes, the first `blank` of which are empty lines.
    Row { blank: usize, length: usize },
    /// A row whose end is not there.
    Incomplete,
    /// Nothing but empty lines.
    End,
}

impl Parser {
    /// A parser of rows whose cells are parted by `delimiter`.
    pub(crate) fn new(delimiter: Delimiter) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter.byte()).build();
        Self { reader, output: vec![0; 4 * 1024], ends: vec![0; 64], cells: 0 }
    }

    /// Parses the row at the start of `bytes`; nothing follows them when they are the `last`.
    pub(crate) fn parse(&mut self, bytes: &[u8], last: bool) -> Parsed {
        let blank = leading_line_ends(bytes);
        let mut input = bytes.get(blank..).unwrap_or_default();
        if input.is_empty() {
            return Parsed::End;
        }
        self.reader.reset();
        let (mut read, mut written, mut cells) = (0, 0, 0);
        loop {
            let output = self.output.get_mut(written..).unwrap_or_default();
            let ends = self.ends.get_mut(cells..).unwrap_or_default();
            let (result, took, wrote, ended) = self.reader.read_record(input, output, ends);
            (read, written, cells) = (read + took, written + wrote, cells + ended);
            input = input.get(took..).unwrap_or_default();
            match result {
                // Asked again with nothing, the parser knows that nothing follows.
                ReadRecordResult::InputEmpty if last => {}
                ReadRecordResult::InputEmpty => return Parsed::Incomplete,
                ReadRecordResult::OutputFull => self.output.resize(self.output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Parsed::End,
            }
        }
        self.cells = cells;
        let follows = bytes.get(blank + read).copied();
        let ended_by_return = bytes.get(blank + read - 1) == Some(&b'\r');
        match follows {
            Some(b'\n') if ended_by_return => read += 1,
            // The other half of the line's end may come next.
            None if ended_by_return && !last => return Parsed::Incomplete,
            _ => {}
        }
        Parsed::Row { blank, length: blank + read }
    }

    /// The cells of the row that was parsed last.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ends = self.ends.iter().copied().take(self.cells);
        starts.zip(ends).map(|(start, end)| self.output.get(start..end).unwrap_or_default())
    }
}

fn leading_line_ends(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count()
}
