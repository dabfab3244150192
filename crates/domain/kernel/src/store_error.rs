//! The opaque error of a store.

use std::error::Error;

/// What kind of trouble a store had; decides the answer a caller gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreErrorKind {
    /// The store can't be reached, or has no place free in time. Trying again later may help.
    Unavailable,
    /// What is stored can't be read as what it should be.
    Inconsistent,
    /// The store refused or failed in a way nobody planned for.
    Unexpected,
}

/// A store failed. The cause is kept for the log and never shown to a caller.
#[derive(Debug, thiserror::Error)]
#[error("the store failed ({kind:?})")]
pub struct StoreError {
    kind: StoreErrorKind,
    source: Box<dyn Error + Send + Sync>,
}

impl StoreError {
    /// An error of this kind with its cause.
    pub fn new(kind: StoreErrorKind, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind, source: cause.into() }
    }

    /// The store can't be reached now.
    pub fn unavailable(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(StoreErrorKind::Unavailable, cause)
    }

    /// A stored value is not what it should be.
    pub fn inconsistent(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(StoreErrorKind::Inconsistent, cause)
    }

    /// Anything else.
    pub fn unexpected(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(StoreErrorKind::Unexpected, cause)
    }

    /// What kind of trouble it was.
    pub const fn kind(&self) -> StoreErrorKind {
        self.kind
    }
}
