//! What subcommands say on standard output. A reader that has gone away is no error.

use std::{fmt::Display, io::Write};

/// Says one line.
pub(crate) fn say(line: impl Display) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}
