//! Files of one JSON object a line.

use async_trait::async_trait;
use growffinity_customers::imports::{
    LineFault, RawRow, RowContent,
    ports::{FileError, Rows},
};
use serde_json::Value;

use crate::{
    table::{LONGEST_ROW, too_long},
    window::Window,
};

/// The rest of a file of JSON lines.
pub(crate) struct JsonLines {
    window: Window,
}

impl JsonLines {
    /// What `window` shows.
    pub(crate) const fn new(window: Window) -> Self {
        Self { window }
    }

    async fn row(&mut self) -> Result<Option<RawRow>, FileError> {
        loop {
            let line = self.window.position().line + 1;
            let rest = self.window.rest();
            let (length, content) = match newline(rest) {
                Some(length) => (length, rest.get(..length).unwrap_or_default()),
                None if rest.len() > LONGEST_ROW => {
                    self.skip_line().await?;
                    return Ok(Some(self.told(line, RowContent::Broken(too_long()))));
                }
                None if self.window.more().await? => continue,
                None if self.window.rest().is_empty() => return Ok(None),
                None => (self.window.rest().len(), self.window.rest()),
            };
            let content = match content.trim_ascii() {
                [] => None,
                _ if content.len() > LONGEST_ROW => Some(RowContent::Broken(too_long())),
                text => Some(read(text)),
            };
            self.window.pass(length);
            if let Some(content) = content {
                return Ok(Some(self.told(line, content)));
            }
        }
    }

    async fn skip_line(&mut self) -> Result<(), FileError> {
        loop {
            match newline(self.window.rest()) {
                Some(length) => {
                    self.window.pass(length);
                    return Ok(());
                }
                None => self.window.pass(self.window.rest().len()),
            }
            if !self.window.more().await? {
                return Ok(());
            }
        }
    }

    fn told(&self, line: u64, content: RowContent) -> RawRow {
        RawRow { line, after: self.window.position(), content }
    }
}

fn newline(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| *byte == b'\n').map(|end| end + 1)
}

fn read(text: &[u8]) -> RowContent {
    let Ok(text) = std::str::from_utf8(text) else {
        let words = "The line is not UTF-8.";
        let fault = LineFault::of_line("growffinity_rest_invalid_encoding", words);
        return RowContent::Broken(fault.with_value(&String::from_utf8_lossy(text)));
    };
    match serde_json::from_str(text) {
        Ok(Value::Object(members)) => RowContent::Object(members),
        Ok(_) => {
            RowContent::Broken(LineFault::of_line("rest_invalid_type", "The line is no JSON object.").with_value(text))
        }
        Err(error) => {
            let words = format!("The line is not JSON: {error}");
            RowContent::Broken(LineFault::of_line("rest_invalid_json", words).with_value(text))
        }
    }
}

#[async_trait]
impl Rows for JsonLines {
    async fn next(&mut self, most: usize) -> Result<Vec<RawRow>, FileError> {
        let mut rows = Vec::with_capacity(most);
        while rows.len() < most {
            let Some(row) = self.row().await? else { break };
            rows.push(row);
        }
        Ok(rows)
    }
}
