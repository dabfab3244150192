//! What a list of users can be asked for.

use growffinity_kernel::{Direction, Span, UserId, Window};

use crate::{Role, UserStatus};

/// A list of users: which, in what order, which part. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserQuery {
    /// Part of the login, the name or the e-mail address, whatever the case.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<UserId>,
    /// Not these.
    pub exclude: Vec<UserId>,
    /// With one of these roles; empty for all.
    pub role: Vec<Role>,
    /// With one of these; empty for all.
    pub status: Vec<UserStatus>,
    /// Made within.
    pub created: Span,
    /// Changed within.
    pub modified: Span,
    /// What to sort by.
    pub order: UserOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

impl UserQuery {
    /// A part of all users, the newest first.
    pub const fn all(window: Window) -> Self {
        Self {
            search: None,
            include: Vec::new(),
            exclude: Vec::new(),
            role: Vec::new(),
            status: Vec::new(),
            created: Span { after: None, before: None },
            modified: Span { after: None, before: None },
            order: UserOrder::Created,
            direction: Direction::Descending,
            window,
        }
    }
}

/// What users are sorted by. The id breaks ties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserOrder {
    /// When they were made.
    Created,
    /// Id.
    Id,
    /// The order of `include`.
    Include,
    /// Name, whatever the case.
    Name,
    /// E-mail address, whatever the case.
    Email,
}
