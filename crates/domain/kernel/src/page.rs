//! Pages of lists, and the spans of time that narrow them.

use chrono::{DateTime, Utc};

/// How many items a page holds: 1 to 100, 20 unless told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerPage(u32);

impl PerPage {
    /// The most a page can hold.
    pub const MAX: u32 = 100;

    /// A page of `items`; `None` outside 1 to 100.
    pub const fn new(items: u32) -> Option<Self> {
        if items >= 1 && items <= Self::MAX { Some(Self(items)) } else { None }
    }

    /// The number of items.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl Default for PerPage {
    fn default() -> Self {
        Self(20)
    }
}

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Skip `offset` items in the list's order, then take a page. The total is counted.
    Offset {
        /// Items to skip.
        offset: u64,
        /// Items to take.
        limit: PerPage,
    },
    /// Take a page of the items whose id is greater than `after`, by id ascending. Cheap at any depth.
    After {
        /// The last id already seen; 0 at the start.
        after: i64,
        /// Items to take.
        limit: PerPage,
    },
}

impl Window {
    /// How many items are asked for.
    pub const fn limit(self) -> PerPage {
        match self {
            Self::Offset { limit, .. } | Self::After { limit, .. } => limit,
        }
    }
}

impl Default for Window {
    fn default() -> Self {
        Self::Offset { offset: 0, limit: PerPage::default() }
    }
}

/// A part of a list, and how long the whole list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items, in the order asked for.
    pub items: Vec<T>,
    /// How many items the whole list has under the same filters.
    pub total: u64,
}

impl<T> Page<T> {
    /// The same page with each item turned into something else.
    pub fn map<U>(self, turn: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(turn).collect(), total: self.total }
    }
}

/// Which end of an order comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Greatest first.
    Descending,
}

/// Instants after `after` and before `before`, both left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Lower end, not included.
    pub after: Option<DateTime<Utc>>,
    /// Upper end, not included.
    pub before: Option<DateTime<Utc>>,
}
