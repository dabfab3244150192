//! Names of custom events.

/// The name of a custom event: 1 to 100 characters, no control characters, no blanks at its ends, and none that our own
/// events begin with.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventName(String);

/// Why a text is no name of a custom event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEventName {
    /// Nothing is left of it without blanks.
    #[error("it is empty")]
    Empty,
    /// It has more than [`EventName::LONGEST`] characters.
    #[error("it is too long")]
    TooLong,
    /// It holds a character that can't be printed.
    #[error("it holds a control character")]
    Control,
    /// Events of ours begin so: a workflow that waits for `order.created` must not take a shop's event for it.
    #[error("it begins as our own events do")]
    Reserved,
}

/// What our own events begin with, up to the first dot.
const OURS: [&str; 11] =
    ["customer", "order", "segment", "campaign", "workflow", "webhook", "export", "import", "event", "note", "company"];

impl EventName {
    /// The most characters of a name.
    pub const LONGEST: usize = 100;

    /// The name in `text`, blanks at its ends dropped.
    ///
    /// # Errors
    /// [`InvalidEventName`].
    pub fn parse(text: &str) -> Result<Self, InvalidEventName> {
        let name = text.trim();
        if name.is_empty() {
            return Err(InvalidEventName::Empty);
        }
        if name.chars().count() > Self::LONGEST {
            return Err(InvalidEventName::TooLong);
        }
        if name.chars().any(char::is_control) {
            return Err(InvalidEventName::Control);
        }
        let family = name.split_once('.').map(|(family, _)| family.to_ascii_lowercase());
        if family.is_some_and(|family| OURS.contains(&family.as_str())) {
            return Err(InvalidEventName::Reserved);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use growffinity_kernel::EventType;

    use super::{EventName, InvalidEventName};

    #[test]
    fn names_are_short_printable_and_not_ours() {
        for good in ["checkout_started", " Page Viewed ", "shop.order", "orders", "café.ouvert", &"x".repeat(100)] {
            assert_eq!(EventName::parse(good).as_ref().map(EventName::as_str), Ok(good.trim()), "{good}");
        }
        for (bad, why) in [
            ("  ", InvalidEventName::Empty),
            (&"x".repeat(101), InvalidEventName::TooLong),
            ("a\u{0}b", InvalidEventName::Control),
            ("a\nb", InvalidEventName::Control),
            ("Order.made", InvalidEventName::Reserved),
        ] {
            assert_eq!(EventName::parse(bad), Err(why), "{bad:?}");
        }
        for ours in EventType::ALL {
            assert_eq!(EventName::parse(ours.as_str()), Err(InvalidEventName::Reserved), "{}", ours.as_str());
        }
    }
}
