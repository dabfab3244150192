//! Each port's promises, on real PostgreSQL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod access;
mod audit;
mod campaigns;
mod companies;
mod consent;
mod custom_events;
mod customers;
mod fixture;
mod histories;
mod idempotency;
mod imports;
mod invitations;
mod keys;
mod labels;
mod lists;
mod marks;
mod order_lines;
mod orders;
mod outbox;
mod personal_tables;
mod recount_plan;
mod revocation;
mod rfm;
mod segmentation;
mod suppressions;
mod users;
