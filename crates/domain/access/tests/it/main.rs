//! What a caller notices of signing in, over a store that keeps its rows in memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod counting;
mod key_store;
mod keys;
mod memory;
mod signing_in;
