//! Which letters count as the same when case is ignored: one table that every evaluator uses.
//!
//! Databases and languages disagree on lower case outside ASCII (locale, Unicode version, letters that become two). So
//! that a rule selects the same customers in memory and in SQL, whatever the database's locale, folding is defined here,
//! letter by letter: ASCII letters, and every letter of the Latin, Greek, Cyrillic and Armenian blocks whose lower case
//! is one other letter. An SQL evaluator is handed the same two strings for `translate`.

use std::sync::LazyLock;

/// Blocks whose letters are folded, beyond ASCII: U+0080 to U+0587, U+1E00 to U+1FFF.
const BLOCKS: [std::ops::RangeInclusive<char>; 2] = ['\u{80}'..='\u{587}', '\u{1e00}'..='\u{1fff}'];

static PAIRS: LazyLock<(String, String)> = LazyLock::new(|| {
    BLOCKS.into_iter().flatten().filter_map(|upper| lower_beyond_ascii(upper).map(|l| (upper, l))).unzip()
});

/// `text` with each letter that has a lower-case twin replaced by it.
pub fn fold(text: &str) -> String {
    text.chars().map(|letter| lower_beyond_ascii(letter).unwrap_or_else(|| letter.to_ascii_lowercase())).collect()
}

/// The letters beyond ASCII that folding replaces, and, at the same places, what it replaces them by.
pub fn pairs() -> (&'static str, &'static str) {
    (&PAIRS.0, &PAIRS.1)
}

fn lower_beyond_ascii(letter: char) -> Option<char> {
    if letter.is_ascii() || !BLOCKS.iter().any(|block| block.contains(&letter)) {
        return None;
    }
    let mut lower = letter.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) if one != letter => Some(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{fold, pairs};

    #[test]
    fn accents_and_other_alphabets_are_folded_letter_by_letter() {
        assert_eq!(fold("ÉLODIE Straße ΣΟΦΙΑ Анна ẞ İ"), "élodie straße σοφια анна ß İ");
        let (upper, lower) = pairs();
        assert_eq!(upper.chars().count(), lower.chars().count());
        assert!(upper.contains('É') && lower.contains('é') && upper.is_ascii() == lower.is_ascii());
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing_and_keeps_the_length(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
            prop_assert_eq!(once.chars().count(), text.chars().count());
        }
    }
}
