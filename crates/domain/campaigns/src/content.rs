//! The content of a message as its author wrote it.

use serde::{Deserialize, Serialize};

/// How the body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContentFormat {
    /// HTML; a plain part is made from it when none is given.
    Html,
    /// Plain text alone.
    Text,
}

/// Templates of a message's body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// How `body` is written.
    pub format: ContentFormat,
    /// The body.
    #[serde(default)]
    pub body: String,
    /// The plain part that goes beside an HTML body; made from it when absent.
    #[serde(default)]
    pub text: Option<String>,
}
