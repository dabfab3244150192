//! One fetch of something of a message.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::Recipient;

/// The longest name of a program that is kept.
pub const MOST_AGENT: usize = 400;

/// One fetch of a picture or link of a message, whoever did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Whose message it was.
    pub recipient: Recipient,
    /// What was fetched.
    pub kind: HitKind,
    /// When.
    pub at: DateTime<Utc>,
    /// From where.
    pub address: Option<IpAddr>,
    /// What the program called itself, at most [`MOST_AGENT`] bytes; empty when it did not.
    pub agent: String,
    /// Whether only the headers were asked for.
    pub is_head: bool,
}

/// What was fetched.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HitKind {
    /// The picture.
    Open,
    /// A link.
    Click {
        /// Where it leads, as it stands in the message.
        link: String,
        /// How many different links the message had.
        links: u32,
    },
}
