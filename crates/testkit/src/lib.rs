#![doc = include_str!("../README.md")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[cfg(feature = "app")]
mod app;
pub mod builders;
mod environment;
pub mod fake_shop;
pub mod gate;
mod http;
pub mod receiver;
pub mod seeded;
pub mod smtp_sink;
mod test_db;

#[cfg(feature = "app")]
pub use app::{Answer, START, TestApp};
pub use environment::{test_database_url, test_redis_url};
pub use fake_shop::FakeShop;
pub use growffinity_private_postgres::PrivateRedis;
#[cfg(feature = "app")]
pub use growffinity_server::cdnow;
pub use http::http_client;
pub use receiver::{Receiver, Reply};
pub use test_db::{TableLock, TestDb};
