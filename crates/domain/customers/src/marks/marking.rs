//! Putting marks on customers and taking them off.

use std::collections::BTreeSet;

use growffinity_kernel::DomainEvent;
use serde_json::{Map, Value};

use super::MarkKind;
use crate::name::UniqueName;

/// A change of a customer's tags or groups. Names that are not there yet are made, except where they are only removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListChange {
    /// These too.
    Add(Vec<UniqueName>),
    /// Not these.
    Remove(Vec<UniqueName>),
    /// These and no others.
    Replace(Vec<UniqueName>),
}

impl ListChange {
    /// The names, one spelling each, in the order of their folded forms.
    pub fn names(&self) -> Vec<&UniqueName> {
        let (Self::Add(names) | Self::Remove(names) | Self::Replace(names)) = self;
        let mut seen = BTreeSet::new();
        let mut names: Vec<_> = names.iter().filter(|name| seen.insert(name.folded())).collect();
        names.sort_by_key(|name| name.folded());
        names
    }
}

/// What to do to customers' tags and groups. `None` leaves a list as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marking {
    /// Their tags.
    pub tags: Option<ListChange>,
    /// Their groups.
    pub groups: Option<ListChange>,
}

impl Marking {
    /// A change of the one list.
    pub fn of(kind: MarkKind, change: ListChange) -> Self {
        match kind {
            MarkKind::Tag => Self { tags: Some(change), groups: None },
            MarkKind::Group => Self { tags: None, groups: Some(change) },
        }
    }

    /// The change of this list.
    pub const fn change(&self, kind: MarkKind) -> Option<&ListChange> {
        match kind {
            MarkKind::Tag => self.tags.as_ref(),
            MarkKind::Group => self.groups.as_ref(),
        }
    }

    /// Whether it leaves both lists as they are.
    pub const fn is_empty(&self) -> bool {
        self.tags.is_none() && self.groups.is_none()
    }
}

/// Which marks a customer got and lost, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    added: Vec<(MarkKind, String)>,
    removed: Vec<(MarkKind, String)>,
}

impl Marked {
    /// Notes that the customer got this mark.
    pub fn add(&mut self, kind: MarkKind, name: String) {
        self.added.push((kind, name));
    }

    /// Notes that the customer lost this mark.
    pub fn remove(&mut self, kind: MarkKind, name: String) {
        self.removed.push((kind, name));
    }

    /// Whether nothing came or went.
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    /// The members of the customer that changed.
    pub fn members(&self) -> Vec<&'static str> {
        let both = || self.added.iter().chain(&self.removed);
        MarkKind::ALL.into_iter().filter(|kind| both().any(|(of, _)| of == kind)).map(MarkKind::member).collect()
    }

    /// Tells the event what came and went: `added` and `removed`, each by member, as far as there are any.
    pub(crate) fn told_in(&self, mut event: DomainEvent) -> DomainEvent {
        for (name, marks) in [("added", &self.added), ("removed", &self.removed)] {
            if !marks.is_empty() {
                event = event.with(name, by_member(marks));
            }
        }
        event
    }
}

fn by_member(marks: &[(MarkKind, String)]) -> Map<String, Value> {
    let mut members = Map::new();
    for kind in MarkKind::ALL {
        let names: Vec<_> = marks.iter().filter(|(of, _)| *of == kind).map(|(_, name)| name.as_str()).collect();
        if !names.is_empty() {
            members.insert(kind.member().to_owned(), names.into());
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_given_twice_is_one() {
        let names = ["b", "A", "a ", "B"].map(|text| UniqueName::parse(text).unwrap()).to_vec();
        let change = ListChange::Add(names);
        assert_eq!(change.names().into_iter().map(UniqueName::as_str).collect::<Vec<_>>(), ["A", "b"]);
    }

    #[test]
    fn what_came_and_went_is_told_by_member() {
        let mut marked = Marked::default();
        marked.add(MarkKind::Group, "news".to_owned());
        marked.remove(MarkKind::Tag, "vip".to_owned());
        assert_eq!(marked.members(), ["tags", "groups"]);
        assert_eq!(by_member(&marked.added), *serde_json::json!({"groups": ["news"]}).as_object().unwrap());
        assert_eq!(by_member(&marked.removed), *serde_json::json!({"tags": ["vip"]}).as_object().unwrap());
    }
}
