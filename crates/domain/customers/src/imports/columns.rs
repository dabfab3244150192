//! The members that a table's columns can give.

/// A member that a column can give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Where it stands in the item: `billing.country`. One that ends in `.*` takes any name there.
    pub path: String,
    /// What its cells hold.
    pub form: Form,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text, a number, a date: taken as it stands.
    Text,
    /// A date, which tables write in more ways than the API reads.
    Date,
    /// One of a few words, whatever the case.
    Word,
    /// Several values: JSON, or texts parted by commas.
    List,
    /// JSON.
    Json,
}

impl Column {
    /// Whether it takes `path`.
    pub(super) fn takes(&self, path: &str) -> bool {
        match self.path.strip_suffix('*') {
            Some(stem) => path.strip_prefix(stem).is_some_and(|name| !name.is_empty()),
            None => self.path == path,
        }
    }
}
