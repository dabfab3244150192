//! Segments on PostgreSQL: rules compiled to SQL, refreshed as sets.

mod attribute;
pub(crate) mod by_hand;
mod clauses;
mod compile;
mod crossers;
pub(crate) mod dirty;
mod events;
mod history;
mod list;
mod live;
mod lock;
mod orders;
mod outside;
mod own;
mod preview;
mod references;
mod refresh;
mod rfm;
mod rows;
mod store;
mod text;
mod write;

pub use rfm::PgRfm;
pub use store::PgSegments;

#[cfg(test)]
mod tests;
