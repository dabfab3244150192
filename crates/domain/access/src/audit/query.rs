//! What the audit log can be asked for.

use std::net::IpAddr;

use growffinity_kernel::{Direction, Span, UserId, Window};

use super::AuditObject;

/// A list of entries: which, in what order, which part. All that is given must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditQuery {
    /// Part of the action's name.
    pub search: Option<String>,
    /// Only these; empty for all.
    pub include: Vec<i64>,
    /// Not these.
    pub exclude: Vec<i64>,
    /// By this user, or a key of theirs.
    pub user: Option<UserId>,
    /// One of these actions; empty for all. `customer` stands for all actions on customers.
    pub action: Vec<String>,
    /// To this, or to anything of this kind.
    pub object: Option<AuditObject>,
    /// From this address.
    pub ip: Option<IpAddr>,
    /// Written within.
    pub created: Span,
    /// What to sort by.
    pub order: AuditOrder,
    /// Which end first.
    pub direction: Direction,
    /// Which part.
    pub window: Window,
}

impl Default for AuditQuery {
    /// All entries, the newest first.
    fn default() -> Self {
        Self {
            search: None,
            include: Vec::new(),
            exclude: Vec::new(),
            user: None,
            action: Vec::new(),
            object: None,
            ip: None,
            created: Span::default(),
            order: AuditOrder::Id,
            direction: Direction::Descending,
            window: Window::default(),
        }
    }
}

/// What entries are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditOrder {
    /// Their id, which ascends with time.
    Id,
    /// The order of [`AuditQuery::include`].
    Include,
}
