//! A query string, and the links made of it.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| growffinity_fuzz::checks::query(bytes));
