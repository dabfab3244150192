//! Finding out what a file is from its start.

use growffinity_customers::imports::{Delimiter, Encoding, Format, Position, ports::Head};

use crate::{
    encoding,
    table::{Parsed, Parser},
    window::{count_lines, first_line},
};

/// How much of a file is looked at.
pub(crate) const SAMPLE: u64 = 256 * 1024;
/// Rows looked at to find out what parts the cells.
const ROWS: usize = 20;
/// A table has at most so many columns.
const MOST_COLUMNS: usize = 2_000;
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What files that are something else begin with.
const OTHERS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "it is a ZIP archive or an Excel workbook: unpack it, or save it as CSV"),
    (b"PK\x05\x06", "it is an empty ZIP archive"),
    (b"\x1F\x8B", "it is compressed with gzip: unpack it"),
    (b"%PDF", "it is a PDF"),
    (b"\xD0\xCF\x11\xE0", "it is an old Excel workbook: save it as CSV"),
    (b"\x28\xB5\x2F\xFD", "it is compressed with zstd: unpack it"),
    (b"BZh", "it is compressed with bzip2: unpack it"),
    (b"\x7FELF", "it is a program"),
];

/// What the file is that begins with `sample`, or why it can't be taken in.
pub(crate) fn look(
    sample: &[u8],
    is_whole: bool,
    format: Option<Format>,
    encoding: Option<Encoding>,
) -> Result<Head, String> {
    if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| sample.starts_with(magic)) {
        return Err((*what).to_owned());
    }
    let (skipped, text) = match sample.strip_prefix(BYTE_ORDER_MARK) {
        Some(text) => (BYTE_ORDER_MARK.len(), text),
        None => (0, sample),
    };
    if text.trim_ascii().is_empty() {
        return Err(if is_whole { "it is empty" } else { "it begins with nothing but blanks" }.to_owned());
    }
    if text.contains(&0) {
        return Err("it has null bytes: it is no text, or UTF-16 without a byte order mark".to_owned());
    }
    let is_marked = skipped > 0;
    let encoding = encoding.unwrap_or(if is_marked { Encoding::Utf8 } else { encoding::guess(text, is_whole) });
    let start = Position { offset: length(skipped), line: 0 };
    match format.unwrap_or_else(|| guess_format(text)) {
        Format::Csv => table(text, start, is_whole, encoding),
        Format::Ndjson if text.trim_ascii_start().starts_with(b"[") => {
            Err("it is a JSON array: write one object a line instead".to_owned())
        }
        Format::Ndjson => Ok(Head {
            format: Format::Ndjson,
            encoding,
            delimiter: Delimiter::Comma,
            headers: Vec::new(),
            first_row: start,
        }),
    }
}

fn guess_format(text: &[u8]) -> Format {
    match text.trim_ascii_start().first() {
        Some(b'{' | b'[') => Format::Ndjson,
        _ => Format::Csv,
    }
}

fn table(text: &[u8], start: Position, is_whole: bool, encoding: Encoding) -> Result<Head, String> {
    let (named, skipped) = named_delimiter(text);
    let text = text.get(skipped..).unwrap_or_default();
    let start = Position { offset: start.offset + length(skipped), line: u64::from(skipped > 0) };
    let delimiter = named.unwrap_or_else(|| guess_delimiter(text, is_whole));
    let mut parser = Parser::new(delimiter);
    let Parsed::Row { length: heading, .. } = parser.parse(text, is_whole) else {
        return Err(format!("its heading does not end within the first {SAMPLE} bytes"));
    };
    let headers: Option<Vec<String>> =
        parser.cells().map(|cell| Some(encoding::text(encoding, cell)?.trim().to_owned())).collect();
    let headers = headers.ok_or("its heading is not UTF-8")?;
    if headers.iter().all(String::is_empty) {
        return Err("its heading is empty".to_owned());
    }
    if headers.len() > MOST_COLUMNS {
        return Err(format!("it has more than {MOST_COLUMNS} columns"));
    }
    let passed = text.get(..heading).unwrap_or_default();
    let lines = count_lines(passed, text.get(heading).copied());
    let first_row = Position { offset: start.offset + length(heading), line: start.line + lines };
    Ok(Head { format: Format::Csv, encoding, delimiter, headers, first_row })
}

/// Excel may write `sep=;` above the heading.
fn named_delimiter(text: &[u8]) -> (Option<Delimiter>, usize) {
    let line = first_line(text).unwrap_or(0);
    let named = text.get(..line).unwrap_or_default().trim_ascii_end();
    let byte = named.strip_prefix(b"sep=").filter(|rest| rest.len() == 1).and_then(<[u8]>::first);
    let delimiter = byte.and_then(|byte| Delimiter::ALL.into_iter().find(|known| known.byte() == *byte));
    (delimiter, if delimiter.is_some() { line } else { 0 })
}

/// What parts the first rows into the same number of cells most often, and into most cells.
fn guess_delimiter(text: &[u8], is_whole: bool) -> Delimiter {
    let score = |delimiter: Delimiter| {
        let mut parser = Parser::new(delimiter);
        let mut rest = text;
        let mut counts = Vec::new();
        while counts.len() < ROWS
            && let Parsed::Row { length, .. } = parser.parse(rest, is_whole)
        {
            counts.push(parser.cells().count());
            rest = rest.get(length..).unwrap_or_default();
        }
        let heading = counts.first().copied().unwrap_or_default();
        let alike = counts.iter().filter(|count| **count == heading).count();
        // A delimiter that parts nothing is none.
        if heading < 2 { (0, 0) } else { (alike, heading) }
    };
    let mut best = (Delimiter::Comma, (0, 0));
    for delimiter in Delimiter::ALL {
        let found = score(delimiter);
        if found > best.1 {
            best = (delimiter, found);
        }
    }
    best.0
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &[u8]) -> Result<Head, String> {
        look(text, true, None, None)
    }

    #[test]
    fn dialects_are_told_apart() {
        for (text, delimiter) in [
            ("a,b,c\n1,2,3\n", Delimiter::Comma),
            ("a;b;c\n1,5;2,5;3\n", Delimiter::Semicolon),
            ("a\tb\n\"x;y;z\"\t2\n", Delimiter::Tab),
            ("a|b\n1|2\n", Delimiter::Pipe),
            ("email\nann@example.com\n", Delimiter::Comma),
            ("sep=;\na,x;b\n1;2\n", Delimiter::Semicolon),
        ] {
            assert_eq!(seen(text.as_bytes()).unwrap().delimiter, delimiter, "{text}");
        }
    }

    #[test]
    fn the_first_row_lies_behind_marks_and_headings() {
        let head = seen(b"\xEF\xBB\xBF\"e-mail\nof customer\",name\r\nx@y.zz,Ann\r\n").unwrap();
        assert_eq!(head.headers, ["e-mail\nof customer", "name"]);
        assert_eq!(head.first_row, Position { offset: 30, line: 2 });
        let json = seen(b"\xEF\xBB\xBF {\"email\":1}\n").unwrap();
        assert_eq!((json.format, json.first_row.offset), (Format::Ndjson, 3));
    }

    #[test]
    fn what_is_no_table_is_refused_with_what_it_is() {
        for (bytes, words) in [
            (&b"PK\x03\x04rest"[..], "ZIP"),
            (b"", "empty"),
            (b" \n\n", "empty"),
            (b"a\0b\n", "null bytes"),
            (b"[{\"a\":1}]", "array"),
            (b",,\n1,2,3\n", "heading is empty"),
        ] {
            assert!(seen(bytes).unwrap_err().contains(words), "{words}");
        }
    }
}
