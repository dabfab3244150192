//! The page of the book that tells every error code.

use std::fmt::Write as _;

use crate::rest::catalogue::{ALL, DETAILS};

const HEAD: &str = "<!-- Written by `cargo xtask codegen` from the catalogue in crates/api. -->

# Errors

Every code that an answer can carry in `code`, by status. A code does not change; its words may, and some places have
words that fit better than those told here. WordPress's and WooCommerce's codes mean what they mean there.

| status | code | when | words |
|---|---|---|---|
";
const DETAILS_HEAD: &str = "
## Of single parameters

What is wrong with one parameter stands in `data.details.<parameter>.code` of `rest_invalid_param`, and in
`data.faults[].code` where many things can be wrong with one value. Any code from above can stand there too.

| code | when |
|---|---|
";

/// The page, in Markdown.
pub fn error_reference() -> String {
    let mut page = HEAD.to_owned();
    let mut codes: Vec<_> = ALL.iter().collect();
    codes.sort_by_key(|code| code.status);
    for code in codes {
        let (about, words) = (cell(code.about), cell(code.message));
        let _ = writeln!(page, "| {} | `{}` | {about} | {words} |", code.status, code.code);
    }
    page.push_str(DETAILS_HEAD);
    for (code, about) in DETAILS {
        let _ = writeln!(page, "| `{code}` | {} |", cell(about));
    }
    page
}

/// Text as one cell of a table: bars and angle brackets would be taken for something else.
fn cell(text: &str) -> String {
    text.trim().replace('|', "\\|").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::{ALL, error_reference};

    #[test]
    fn every_code_has_its_line() {
        let page = error_reference();
        for code in ALL {
            assert!(page.contains(&format!("| {} | `{}` | ", code.status, code.code)), "{}", code.code);
            assert!(!code.about.trim().is_empty(), "{}", code.code);
        }
        assert!(page.contains("`rest_invalid_type`") && !page.contains("<strong>"));
    }
}
