//! Searching by trigrams.

use diesel::sql_types::Text;

use super::filter::like;
use crate::statement::Statement;

/// Adds the condition that `words`, an expression in lower case with an index of trigrams, holds `text` in any case.
///
/// The index has the most to do with trigrams that are everywhere (`customer-4711@`, where each address begins so): it is
/// asked for the part with the digits alone where there is one, and the rows it finds are looked at for the whole.
pub(super) fn push_search(sql: Statement, words: &str, text: &str) -> Statement {
    let whole = like(text);
    match telling_part(text) {
        Some(part) => sql
            .push(&format!("{words} LIKE lower($?) AND ({words} || '') LIKE lower($?)"))
            .bind::<Text, _>(like(part))
            .bind::<Text, _>(whole),
        None => sql.push(&format!("{words} LIKE lower($?)")).bind::<Text, _>(whole),
    }
}

/// The longest run of digits with what stands beside it, if that is less than the whole: up to two characters at each
/// end, or one that is neither letter nor digit, which parts words and so says more.
fn telling_part(text: &str) -> Option<&str> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let runs = characters.split(|(_, character)| !character.is_ascii_digit());
    let run = runs.max_by_key(|run| run.len()).filter(|run| run.len() > 1)?;
    let (first, last) = (run.first()?.0, run.last()?.0 + 1);
    let (before, after) = (text.get(..first)?, text.get(last..)?);
    let begin = first - beside(before.chars().rev());
    let end = last + beside(after.chars());
    text.get(begin..end).filter(|part| part.len() < text.len())
}

/// How many bytes the neighbours take.
fn beside(characters: impl Iterator<Item = char>) -> usize {
    let mut bytes = 0;
    for character in characters.take(2) {
        bytes += character.len_utf8();
        if !character.is_alphanumeric() {
            break;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::telling_part;

    #[test]
    fn the_part_with_the_digits_tells_most() {
        for (text, part) in [
            ("customer-4711@example.com", Some("-4711@")),
            ("customer4711", Some("er4711")),
            ("ann 47 of 815 streets", Some(" 815 ")),
            ("é4711é!", None),
            ("xxé4711", Some("xé4711")),
            ("4711", None),
            ("ann lee", None),
            ("route 6 east", None),
            ("", None),
        ] {
            assert_eq!(telling_part(text), part, "{text}");
        }
    }
}
