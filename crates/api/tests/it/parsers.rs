//! The checks that the fuzzer runs on each parser, here with inputs of proptest's: on a stable compiler, in every run.

use proptest::prelude::*;

#[path = "../../../../fuzz/src/checks.rs"]
mod checks;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn queries(odd in "[ab\\[\\]=&%+.0-9é\u{0}]{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        checks::query(odd.as_bytes());
        checks::query(&bytes);
    }

    #[test]
    fn bodies(odd in "[{}\\[\\]:,\"a-c0-9.eE+-tfnul\\\\]{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        checks::body(odd.as_bytes());
        checks::body(&bytes);
    }

    #[test]
    fn authorizations(
        odd in "(Basic|basic|Bearer|OAuth|) ?[A-Za-z0-9+/=:%\", _-]{0,80}",
        bytes in proptest::collection::vec(any::<u8>(), 0..100),
    ) {
        checks::authorization(odd.as_bytes());
        checks::authorization(&bytes);
    }

    #[test]
    fn parameters(odd in "[0-9TtZz:+. -]{0,30}", text in "\\PC{0,40}") {
        checks::parameter(odd.as_bytes());
        checks::parameter(text.as_bytes());
    }

    #[test]
    fn credentials_come_back(name in "[^:\u{0}]{1,20}", secret in "\\PC{0,30}") {
        checks::credentials_come_back(&name, &secret);
    }
}
