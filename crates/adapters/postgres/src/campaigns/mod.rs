//! Campaigns and their send ledger on PostgreSQL.

mod claim;
mod freeze;
mod hits;
mod ledger;
mod rows;
mod settle;
mod stats;
mod store;

pub use hits::PgHits;
pub use ledger::PgSendLedger;
pub use store::{PgCampaigns, PgSegmentCatalog};
