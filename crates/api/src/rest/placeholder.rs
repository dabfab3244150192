//! Placeholders of paths: what each may stand for is told by its name.

use serde_json::{Value, json};

/// What a placeholder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placeholder {
    /// `{id}` and every other name: digits.
    Number,
    /// `{user_id}`: digits, or `me`.
    User,
    /// `{name}`: the rest of the path, whatever it holds.
    Name,
    /// `{uuid}`: letters, digits, `_` and `-`.
    Word,
}

impl Placeholder {
    /// The placeholder that a segment of a path is, and its name; `None` for one that is matched as it stands.
    pub fn of(segment: &str) -> Option<(Self, &str)> {
        let name = segment.strip_prefix('{')?.strip_suffix('}')?;
        let kind = match name {
            "user_id" => Self::User,
            "name" => Self::Name,
            "uuid" => Self::Word,
            _ => Self::Number,
        };
        Some((kind, name))
    }

    /// Whether it can stand for `text`.
    pub fn matches(self, text: &str) -> bool {
        let all = |known: fn(&u8) -> bool| !text.is_empty() && text.as_bytes().iter().all(known);
        match self {
            Self::Number => all(u8::is_ascii_digit),
            Self::User => all(u8::is_ascii_digit) || text.eq_ignore_ascii_case("me"),
            Self::Name => !text.is_empty(),
            Self::Word => all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')),
        }
    }

    /// The pattern by which discovery tells it, simple enough for clients that take patterns apart.
    pub const fn pattern(self) -> &'static str {
        match self {
            Self::Number => "[\\d]+",
            Self::User => "(?:[\\d]+|me)",
            Self::Name => ".+",
            Self::Word => "[\\w\\-]+",
        }
    }

    /// The JSON schema of its values.
    pub fn schema(self) -> Value {
        match self {
            Self::Number => json!({"type": "integer", "format": "int64", "minimum": 1}),
            Self::User => json!({"type": "string", "pattern": "^([0-9]+|me)$"}),
            Self::Name => json!({"type": "string", "minLength": 1, "maxLength": 200}),
            Self::Word => json!({"type": "string", "pattern": "^[A-Za-z0-9_-]+$"}),
        }
    }
}
