//! An `Authorization` header.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| growffinity_fuzz::checks::authorization(bytes));
