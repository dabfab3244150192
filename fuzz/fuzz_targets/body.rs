//! A body, as JSON and as a form.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| growffinity_fuzz::checks::body(bytes));
