#![doc = include_str!("../README.md")]

mod error;
mod housekeeping;
mod migrate;
mod outbox;
mod pool;
mod schema;
mod statement;

pub use housekeeping::{Health, PgHousekeeping};
pub use migrate::{MigrateError, migrate};
pub use pool::{Database, DatabaseSettings};
