//! Segments on PostgreSQL: rules compiled to SQL, refreshed as sets.

mod attribute;
pub(crate) mod by_hand;
mod compile;
mod crossers;
mod list;
mod refresh;
mod rfm;
mod rows;
mod store;
mod text;
pub(crate) mod wake;

pub use rfm::PgRfm;
pub use store::PgSegments;

#[cfg(test)]
mod tests;
