//! What a webhook wants to hear of: event types, all of one kind of item, or everything.

use growffinity_kernel::{EventType, Origin};

/// One wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// `*`: everything.
    All,
    /// `customer.*`: whatever happens to items of this name.
    Resource(&'static str),
    /// One type.
    Event(EventType),
}

/// The text is no event that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not an event that webhooks are told of")]
pub struct UnknownTopic;

impl Pattern {
    /// The wish that `text` says: `customer.created`, `customer.*` or `*`.
    ///
    /// # Errors
    /// [`UnknownTopic`].
    pub fn parse(text: &str) -> Result<Self, UnknownTopic> {
        let text = text.trim();
        if text == "*" {
            return Ok(Self::All);
        }
        let told = || EventType::ALL.iter().copied().filter(|kind| !kind.is_internal());
        if let Some(resource) = text.strip_suffix(".*") {
            let found = told().map(resource_of).find(|known| *known == resource);
            return found.map(Self::Resource).ok_or(UnknownTopic);
        }
        told().find(|kind| kind.as_str() == text).map(Self::Event).ok_or(UnknownTopic)
    }

    /// As it is stored and shown.
    pub fn text(self) -> String {
        match self {
            Self::All => "*".to_owned(),
            Self::Resource(resource) => format!("{resource}.*"),
            Self::Event(kind) => kind.as_str().to_owned(),
        }
    }

    fn covers(self, kind: EventType) -> bool {
        match self {
            Self::All => true,
            Self::Resource(resource) => resource_of(kind) == resource,
            Self::Event(wanted) => wanted == kind,
        }
    }
}

/// `customer` of `customer.created`.
fn resource_of(kind: EventType) -> &'static str {
    kind.as_str().split('.').next().unwrap_or_default()
}

/// Wishes, at least one, none twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topics(Vec<Pattern>);

impl Topics {
    /// Most wishes of one webhook.
    pub const MOST: usize = 50;

    /// These wishes; `None` without any.
    pub fn new(patterns: impl IntoIterator<Item = Pattern>) -> Option<Self> {
        let mut kept: Vec<Pattern> = Vec::new();
        for pattern in patterns {
            if !kept.contains(&pattern) {
                kept.push(pattern);
            }
        }
        if kept.is_empty() { None } else { Some(Self(kept)) }
    }

    /// The wishes.
    pub fn patterns(&self) -> &[Pattern] {
        &self.0
    }

    /// The one event, where one is all that is wanted.
    pub fn single(&self) -> Option<EventType> {
        match self.0.as_slice() {
            [Pattern::Event(kind)] => Some(*kind),
            _ => None,
        }
    }

    /// Whether what happened is told: it is wanted, it is not a matter of the house, and it did not come in by an import
    /// that nobody asked to be told of.
    pub fn hear(&self, kind: EventType, origin: Origin) -> bool {
        let told = match origin {
            Origin::Live | Origin::Announced => !kind.is_internal(),
            Origin::Import => false,
        };
        told && self.0.iter().any(|pattern| pattern.covers(kind))
    }

    /// The types that are wanted.
    pub fn kinds(&self) -> impl Iterator<Item = EventType> {
        EventType::ALL.iter().copied().filter(|kind| self.hear(*kind, Origin::Live))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topics(texts: &[&str]) -> Topics {
        Topics::new(texts.iter().map(|text| Pattern::parse(text).unwrap())).unwrap()
    }

    #[test]
    fn wishes_are_types_kinds_or_everything() {
        let some = topics(&["order.*", "customer.created", "order.*"]);
        assert_eq!(some.patterns().len(), 2);
        assert!(
            some.hear(EventType::OrderCompleted, Origin::Live) && some.hear(EventType::CustomerCreated, Origin::Live)
        );
        assert!(!some.hear(EventType::CustomerUpdated, Origin::Live));
        assert!(topics(&["*"]).kinds().all(|kind| kind != EventType::CustomEventRecorded));
        for wrong in
            ["", "customer", "customer.", "customers.*", "event.recorded", "event.*", "customer.created.x", "**"]
        {
            assert_eq!(Pattern::parse(wrong), Err(UnknownTopic), "{wrong}");
        }
        assert_eq!(topics(&["customer.created"]).single(), Some(EventType::CustomerCreated));
        assert_eq!(some.single(), None);
    }

    #[test]
    fn imports_are_told_when_asked() {
        let all = topics(&["*"]);
        assert!(!all.hear(EventType::OrderCreated, Origin::Import));
        assert!(all.hear(EventType::OrderCreated, Origin::Announced));
    }

    #[test]
    fn what_is_written_is_read_again() {
        for kind in EventType::ALL.iter().filter(|kind| !kind.is_internal()) {
            assert_eq!(Pattern::parse(&Pattern::Event(*kind).text()), Ok(Pattern::Event(*kind)));
        }
    }
}
