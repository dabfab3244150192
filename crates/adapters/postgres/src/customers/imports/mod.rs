//! Imports on PostgreSQL: the jobs, what they record, and the lines they refuse.

mod batch;
pub(super) mod lease;
mod list;
mod members;
mod people;
mod people_columns;
mod people_ties;
mod refusals;
pub(super) mod rows;
mod store;

pub use store::PgImports;
