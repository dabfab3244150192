#![doc = include_str!("../README.md")]

mod access;
mod audit;
mod campaigns;
mod counts;
mod customers;
mod databases;
mod error;
mod housekeeping;
mod idempotency;
mod listener;
mod migrate;
mod news;
mod number;
mod outbox;
mod page;
mod pool;
mod schema;
mod segmentation;
mod statement;
mod suppressions;
mod transaction;
mod webhooks;

pub use access::{PgAccess, PgApiKeys, PgInvitations, PgRevocationNews, RevocationListener};
pub use audit::PgAuditLog;
pub use campaigns::{PgCampaigns, PgHits, PgSegmentCatalog, PgSendLedger};
pub use customers::privacy::{Collect, Erase, Merge, PERSONAL_TABLES, PersonalTable, PgPersonalData};
pub use customers::{
    PgBulk, PgCompanies, PgCustomEvents, PgCustomers, PgImports, PgLabels, PgMarks, PgNotes, PgOrders, PgProducts,
    PgRecounts, PgShops, PgStores, PgTimeline,
};
pub use databases::Databases;
pub use housekeeping::{Health, PgHousekeeping};
pub use idempotency::PgIdempotency;
pub use listener::Listener;
pub use migrate::{MigrateError, migrate, pending_migrations};
pub use news::WorkNews;
pub use outbox::PgOutbox;
pub use pool::{Database, DatabaseSettings};
pub use segmentation::{PgRfm, PgSegments};
pub use suppressions::{AddressKeys, PgSuppressions};
pub use webhooks::{PgDeliveries, PgDeliveryWork, PgWebhooks};
