//! How a file's text is encoded.

use encoding_rs::WINDOWS_1252;
use growffinity_customers::imports::Encoding;

/// The text that `bytes` are; `None` when they are none.
pub(crate) fn text(encoding: Encoding, bytes: &[u8]) -> Option<String> {
    match encoding {
        Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(str::to_owned),
        Encoding::Windows1252 => Some(WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()),
    }
}

/// Guesses the encoding from the start of a file: UTF-8 unless bytes that can't be are more than twice the characters
/// that must be meant so. Text in another encoding hardly ever has any of those.
pub(crate) fn guess(sample: &[u8], is_whole: bool) -> Encoding {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        if !chunk.invalid().is_empty() {
            bad += 1;
        }
    }
    // A sample may end within a character.
    let cut = !is_whole && std::str::from_utf8(sample).is_err_and(|error| error.error_len().is_none());
    if bad > 2 * good + usize::from(cut) { Encoding::Windows1252 } else { Encoding::Utf8 }
}

#[cfg(test)]
mod tests {
    use growffinity_customers::imports::Encoding;

    use super::guess;

    #[test]
    fn one_broken_name_does_not_make_a_file_another_encoding() {
        assert_eq!(guess("Zoë;Bjørn;Ann\n".as_bytes(), true), Encoding::Utf8);
        assert_eq!(guess(b"Zo\xeb;Bj\xf8rn;Ann\n", true), Encoding::Windows1252);
        assert_eq!(guess(b"Zo\xc3\xab;Bjrn;A\xff\xfen\n", true), Encoding::Utf8);
        assert_eq!(guess(b"Ann;Zo\xc3", false), Encoding::Utf8, "cut within a character");
        assert_eq!(guess(b"Ann", true), Encoding::Utf8);
    }
}
