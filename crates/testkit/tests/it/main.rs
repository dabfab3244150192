//! What a test may rely on.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

#[cfg(feature = "app")]
mod app;
mod databases;
