//! The outbox: events are appended in the transaction of the change they tell of, and passed on in one of their own.

mod append;
mod dispatch;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::Connection;
use growffinity_kernel::{Outbox, StoreError};

pub(crate) use self::{append::append, dispatch::Claimed};
use crate::Database;

/// The outbox in `database`.
#[derive(Debug, Clone)]
pub struct PgOutbox(Database);

impl PgOutbox {
    /// The outbox in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl Outbox for PgOutbox {
    async fn dispatch(&self, limit: u32, now: DateTime<Utc>) -> Result<u64, StoreError> {
        self.0
            .run("dispatch_events", move |connection| {
                connection.transaction(|connection| dispatch::dispatch(connection, limit, now))
            })
            .await
    }
}
