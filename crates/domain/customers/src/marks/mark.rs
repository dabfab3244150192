//! A tag or a group.

use chrono::{DateTime, Utc};
use growffinity_kernel::MarkId;

use crate::name::{UniqueName, slug_of};

/// Which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MarkKind {
    /// A word put on customers.
    Tag,
    /// A group customers are in.
    Group,
}

impl MarkKind {
    /// Both, in the order of the record.
    pub const ALL: [Self; 2] = [Self::Tag, Self::Group];

    /// The name, as stored: `tag`, `group`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Group => "group",
        }
    }

    /// The member of a customer that lists them: `tags`, `groups`.
    pub const fn member(self) -> &'static str {
        match self {
            Self::Tag => "tags",
            Self::Group => "groups",
        }
    }
}

/// A tag or a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its id; tags and groups are numbered apart.
    pub id: MarkId,
    /// Which of the two it is.
    pub kind: MarkKind,
    /// Its name; no two of a kind share one.
    pub name: UniqueName,
    /// The name for addresses; no two of a kind share one.
    pub slug: String,
    /// What it is for.
    pub description: String,
    /// How many customers carry it.
    pub customers_count: u64,
    /// Raised by each change of name, slug or description.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

/// A tag or group to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMark {
    /// Its name.
    pub name: UniqueName,
    /// Its slug; made of the name when absent.
    pub slug: Option<String>,
    /// What it is for.
    pub description: String,
}

impl NewMark {
    /// The slug wanted for it.
    pub fn wanted_slug(&self, kind: MarkKind) -> String {
        match self.slug.as_deref().filter(|slug| !slug.trim().is_empty()) {
            Some(slug) => slug_of(slug, kind.as_str()),
            None => self.name.slug(kind.as_str()),
        }
    }
}

/// A partial update: `None` leaves a member as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MarkChange {
    /// Another name; the slug stays.
    pub name: Option<UniqueName>,
    /// Another slug; an empty one is made of the name.
    pub slug: Option<String>,
    /// Another description.
    pub description: Option<String>,
}

impl Mark {
    /// Applies `change` at `now`; answers whether anything changed.
    pub fn apply(&mut self, change: &MarkChange, now: DateTime<Utc>) -> bool {
        let before = self.clone();
        if let Some(name) = &change.name {
            self.name.clone_from(name);
        }
        if let Some(slug) = &change.slug {
            let from = if slug.trim().is_empty() { self.name.as_str() } else { slug };
            self.slug = slug_of(from, self.kind.as_str());
        }
        if let Some(description) = &change.description {
            self.description.clone_from(description);
        }
        let changed = *self != before;
        if changed {
            self.modified_at = now;
        }
        changed
    }
}
