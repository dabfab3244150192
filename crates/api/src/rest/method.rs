//! The methods the API knows.

use std::fmt;

/// A method, after any override.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Read.
    Get,
    /// Make, or change in part.
    Post,
    /// Change in part.
    Put,
    /// Change in part.
    Patch,
    /// Take away.
    Delete,
    /// Ask what is possible.
    Options,
    /// Read without the body.
    Head,
}

impl Method {
    /// Those that routes are registered for, in the order `Allow` names them.
    pub const ROUTED: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// The name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
        }
    }

    /// The method of this name, whatever its case.
    pub fn from_name(name: &str) -> Option<Self> {
        let all = Self::ROUTED.into_iter().chain([Self::Options, Self::Head]);
        all.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(name))
    }

    /// Whether a body is read.
    pub const fn writes(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch | Self::Delete)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
