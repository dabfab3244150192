//! One parameter, read as everything it could be.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| growffinity_fuzz::checks::parameter(bytes));
