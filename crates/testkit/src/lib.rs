#![doc = include_str!("../README.md")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod environment;
pub mod seeded;
pub mod smtp_sink;
mod test_db;

pub use environment::{test_database_url, test_redis_url};
pub use test_db::TestDb;
