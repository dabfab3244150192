//! Tags and groups on PostgreSQL.

mod apply;
mod ids;
mod list;
mod store;
mod tables;
mod write;

pub(super) use apply::apply;
pub(super) use ids::MarkIds;
pub use store::PgMarks;
