//! Companies on PostgreSQL.

mod link;
mod list;
mod recount;
mod store;
mod write;

pub(super) use link::{Joining, join, linked};
pub use store::PgCompanies;
