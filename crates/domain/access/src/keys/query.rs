//! What a list of keys can be asked for.

use growffinity_kernel::{ApiKeyId, Direction, Span, UserId, Window};

use super::{KeyStatus, KeyType};

/// A list of keys: which, in what order, which part. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyQuery {
    /// Part of the name, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<ApiKeyId>,
    /// Not these.
    pub exclude: Vec<ApiKeyId>,
    /// Of one of these kinds; empty for all.
    pub kind: Vec<KeyType>,
    /// With one of these; empty for all.
    pub status: Vec<KeyStatus>,
    /// Acting for this user.
    pub user: Option<UserId>,
    /// Made within.
    pub created: Span,
    /// Changed within.
    pub modified: Span,
    /// What to sort by.
    pub order: ApiKeyOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

impl ApiKeyQuery {
    /// A part of all keys, the newest first.
    pub const fn all(window: Window) -> Self {
        Self {
            search: None,
            include: Vec::new(),
            exclude: Vec::new(),
            kind: Vec::new(),
            status: Vec::new(),
            user: None,
            created: Span { after: None, before: None },
            modified: Span { after: None, before: None },
            order: ApiKeyOrder::Created,
            direction: Direction::Descending,
            window,
        }
    }
}

/// What keys are sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiKeyOrder {
    /// When they were made.
    Created,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
    /// Name, whatever the case.
    Name,
}
