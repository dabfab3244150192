//! Makes slugs of names.

use crate::fold::fold;

/// Letters and digits of `name`, folded, with one hyphen for whatever lies between; `segment` when there are none.
pub fn slug_of(name: &str) -> String {
    let folded = fold(name);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "segment".to_owned() } else { words.join("-").chars().take(200).collect() }
}

#[cfg(test)]
mod tests {
    #[test]
    fn slugs_keep_letters_and_digits() {
        assert_eq!(super::slug_of("  Spent over $100, 90 days! "), "spent-over-100-90-days");
        assert_eq!(super::slug_of("Été à Paris"), "été-à-paris");
        assert_eq!(super::slug_of("!!!"), "segment");
    }
}
