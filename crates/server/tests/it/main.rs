//! The real binary, started, killed and restarted, with real HTTP, PostgreSQL and SMTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests"
)]

mod command_line;
mod demo;
mod import_killed;
mod import_shop;
mod journey;
mod killed;
mod live;
mod node;
mod privacy;
mod redis_outage;
mod shop;
mod stopping;
mod webhooks;
