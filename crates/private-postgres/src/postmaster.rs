//! Reads postmaster.pid, in which a running PostgreSQL says who it is and how far it has come.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::process::command_line;

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Postmaster {
    pub(crate) pid: u32,
    pub(crate) port: u16,
    pub(crate) socket_dir: PathBuf,
    pub(crate) ready: bool,
}

impl Postmaster {
    pub(crate) fn read(data: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(file(data)).ok()?)
    }

    /// The file is written line by line, so all but the first may still be missing.
    fn parse(text: &str) -> Option<Self> {
        let line = |number: usize| text.lines().nth(number).unwrap_or("").trim();
        // A server without shared-memory clients (single-user) writes its pid with a minus.
        Some(Self {
            pid: line(0).trim_start_matches('-').parse().ok()?,
            port: line(3).parse().unwrap_or(0),
            socket_dir: PathBuf::from(line(4)),
            ready: line(7) == "ready",
        })
    }
}

/// The file's path.
pub(crate) fn file(data: &Path) -> PathBuf {
    data.join("postmaster.pid")
}

/// Whether `pid` is a PostgreSQL of ours on `data`, and not some other program that got the same number.
pub(crate) fn runs_on(pid: u32, data: &Path) -> bool {
    command_line(pid)
        .is_some_and(|words| words.contains("postgres") && words.contains(&format!("-D {} ", data.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = "4711\n/srv/shop/data\n1700000000\n5432\n/tmp/growffinity-1\n\n  5432001   42\nready   \n";

    #[test]
    fn a_ready_server_is_told_from_one_that_starts() {
        let ready = Postmaster::parse(FULL).unwrap();
        assert_eq!(ready, Postmaster { pid: 4711, port: 5432, socket_dir: "/tmp/growffinity-1".into(), ready: true });
        assert!(!Postmaster::parse(&FULL.replace("ready   ", "starting")).unwrap().ready);
    }

    #[test]
    fn a_half_written_file_is_not_ready_and_an_empty_one_names_nobody() {
        assert!(!Postmaster::parse("4711\n/srv/shop/data\n").unwrap().ready);
        assert_eq!(Postmaster::parse(""), None);
        assert_eq!(Postmaster::parse("nonsense\n"), None);
    }

    #[test]
    fn another_program_is_not_taken_for_the_server() {
        assert!(!runs_on(std::process::id(), Path::new("/srv/shop/data")));
    }
}
