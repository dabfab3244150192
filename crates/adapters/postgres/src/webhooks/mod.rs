//! Webhooks and their deliveries on PostgreSQL.

mod again;
mod deliveries;
mod list;
mod rows;
mod store;
mod tell;
mod work;

pub(crate) use self::tell::tell;
pub use self::{deliveries::PgDeliveries, store::PgWebhooks, work::PgDeliveryWork};
