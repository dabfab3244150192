//! The real programs, in folders of the tests' own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "tests")]

mod folder;
mod life;
mod places;
mod redis;
mod takeover;
