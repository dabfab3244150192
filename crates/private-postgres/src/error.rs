//! What can go wrong, in words a person at a terminal can act on.

use std::path::{Path, PathBuf};

/// Why a private PostgreSQL or Redis could not be found, started or removed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Programs are not installed, or are where this crate does not look.
    #[error("not found on this machine: {missing}. To install: {install}")]
    ProgramsMissing {
        /// The programs looked for.
        missing: String,
        /// The command that installs them on this system.
        install: String,
    },
    /// The data were made by another major version than the installed ones.
    #[error("the data in {} were made by PostgreSQL {made_by}; installed: {installed}", data.display())]
    VersionMismatch {
        /// The cluster's data.
        data: PathBuf,
        /// The major version that made them.
        made_by: u32,
        /// The major versions found, newest first.
        installed: String,
    },
    /// Another process runs the server of this folder.
    #[error("the private PostgreSQL in {} is held by process {pid}; stop that process first", folder.display())]
    Held {
        /// The folder asked for.
        folder: PathBuf,
        /// The process that holds it.
        pid: u32,
    },
    /// The data belong to an account this process can't act as.
    #[error("{} belongs to uid {uid}; PostgreSQL can't be run on it from here", path.display())]
    NotOurs {
        /// What belongs to another.
        path: PathBuf,
        /// Its owner.
        uid: u32,
    },
    /// The account that owns the data can't get to them any more.
    #[error("uid {uid}, which PostgreSQL runs as, can't reach its data in {}; open the folders above it", folder.display())]
    Unreachable {
        /// The folder.
        folder: PathBuf,
        /// The account.
        uid: u32,
    },
    /// PostgreSQL refuses to run as root, and no account to run it as was found.
    #[error("PostgreSQL does not run as root, and /etc/passwd has neither a user postgres nor nobody")]
    NoAccount,
    /// The folder for the socket exists and is not safe to use.
    #[error("{} can't hold the socket: {reason}; remove it", path.display())]
    SocketFolder {
        /// The folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A database's name that is not a plain lower-case identifier.
    #[error("{0:?} is not a plain database name (a-z, 0-9 and _)")]
    DatabaseName(String),
    /// A program was run and failed.
    #[error("{program} failed: {detail}")]
    Program {
        /// The program's name.
        program: String,
        /// What it said.
        detail: String,
    },
    /// The server did not come up.
    #[error("{program} did not get ready: {reason}. The end of {}:\n{tail}", log.display())]
    NotReady {
        /// The program's name.
        program: &'static str,
        /// What was seen of it.
        reason: String,
        /// Its log.
        log: PathBuf,
        /// The last lines of the log.
        tail: String,
    },
    /// A server that was left over would not end.
    #[error("the left-over PostgreSQL {pid} on {} would not end", data.display())]
    WouldNotEnd {
        /// Its process.
        pid: u32,
        /// Its data.
        data: PathBuf,
    },
    /// The operating system refused something.
    #[error("can't {doing} {}: {source}", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
}

/// Says what was being done when the operating system refused.
pub(crate) fn io<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(std::io::Error) -> Error + 'a {
    move |source| Error::Io { doing, path: path.to_owned(), source }
}
