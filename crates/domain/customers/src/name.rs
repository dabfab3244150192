//! Names that no two things of a kind share, whatever their case and spacing.

/// A name as someone wrote it, and the form in which spellings of the same name are equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UniqueName {
    folded: String,
    text: String,
}

impl UniqueName {
    /// How long a name may be, in characters.
    pub const MAX: usize = 200;

    /// The name `text`, with single blanks between its words. `None` when it is blank, too long, or holds control
    /// characters.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let good = !text.is_empty() && text.chars().count() <= Self::MAX && !text.chars().any(char::is_control);
        good.then(|| Self { folded: text.to_lowercase(), text })
    }

    /// The name as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name in lower case: two names are the same when these are equal.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Whether `other` is another spelling of this name.
    pub fn is_same(&self, other: &Self) -> bool {
        self.folded == other.folded
    }

    /// Letters and digits of the name in lower case, with one hyphen for whatever lies between; `otherwise` when there
    /// are none.
    pub fn slug(&self, otherwise: &str) -> String {
        slug_of(&self.folded, otherwise)
    }
}

/// Letters and digits of `text` in lower case, with one hyphen for whatever lies between; `otherwise` when there are
/// none.
pub fn slug_of(text: &str, otherwise: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { otherwise.to_owned() } else { words.join("-").chars().take(UniqueName::MAX).collect() }
}

#[cfg(test)]
mod tests {
    use super::UniqueName;

    fn name(text: &str) -> UniqueName {
        UniqueName::parse(text).unwrap()
    }

    #[test]
    fn case_and_spacing_make_no_difference() {
        assert!(name("  ACME \t Ltd. ").is_same(&name("acme ltd.")));
        assert_eq!(name("  ACME \t Ltd. ").as_str(), "ACME Ltd.");
        assert!(!name("ACME Ltd").is_same(&name("ACME Ltd.")));
        assert!(name("ÉLAN").is_same(&name("élan")));
    }

    #[test]
    fn blank_long_and_unprintable_names_are_none() {
        for text in ["", " \n ", "a\u{0}b", &"x".repeat(201)] {
            assert_eq!(UniqueName::parse(text), None, "{text:?}");
        }
        assert!(UniqueName::parse(&"é".repeat(200)).is_some());
    }

    #[test]
    fn slugs_keep_letters_and_digits() {
        assert_eq!(name("Spent > $100!").slug("tag"), "spent-100");
        assert_eq!(name("!!!").slug("tag"), "tag");
    }
}
