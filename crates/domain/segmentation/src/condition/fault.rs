//! What is wrong with a condition, and where.

use std::fmt;

/// One fault in a list of conditions. All faults of a list are reported at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The member at fault: `conditions[2].conditions[0].value`.
    pub path: String,
    /// What kind of fault, by WordPress's name for it: `rest_invalid_type`, `rest_not_in_enum`, …
    pub code: &'static str,
    /// What is wrong, in WordPress's words.
    pub message: String,
}

impl Fault {
    /// `path` holds another JSON type than `expected`.
    pub(crate) fn wrong_type(path: &str, expected: &str) -> Self {
        Self::new(path, "rest_invalid_type", format!("{path} is not of type {expected}."))
    }

    /// `path` holds none of the names allowed there.
    pub(crate) fn not_one_of(path: &str, allowed: &[impl AsRef<str>]) -> Self {
        let message = match allowed {
            [one] => format!("{path} is not {}.", one.as_ref()),
            _ => format!("{path} is not one of {}.", in_words(allowed)),
        };
        Self::new(path, "rest_not_in_enum", message)
    }

    /// The object at `path` lacks `member`.
    pub(crate) fn missing(path: &str, member: &str) -> Self {
        Self::new(
            &format!("{path}.{member}"),
            "rest_property_required",
            format!("{member} is a required property of {path}."),
        )
    }

    /// The object at `path` has a `member` nobody knows.
    pub(crate) fn unknown_member(path: &str, member: &str) -> Self {
        Self::new(
            &format!("{path}.{member}"),
            "rest_additional_properties_forbidden",
            format!("{member} is not a valid property of Object."),
        )
    }

    /// Too few or too many items, characters, levels: `code` and the words behind the path.
    pub(crate) fn new(path: &str, code: &'static str, message: String) -> Self {
        Self { path: path.to_owned(), code, message }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// `a, b, and c`; two are `a and b`.
fn in_words(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} and {two}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    }
}
