//! Tells every node that a credential was taken back, by LISTEN and NOTIFY.

use std::fmt;

use async_trait::async_trait;
use diesel::{RunQueryDsl, sql_types::Text};
use growffinity_access::keys::RevocationNews;
use growffinity_kernel::StoreError;

use crate::{Database, DatabaseSettings, listener::Listener, statement::statement};

/// The channel that the news is sent on.
pub(crate) const CHANNEL: &str = "growffinity_access";

/// [`RevocationNews`] on PostgreSQL: a notice after the change is committed.
#[derive(Debug, Clone)]
pub struct PgRevocationNews(Database);

impl PgRevocationNews {
    /// News to all who listen on `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl RevocationNews for PgRevocationNews {
    async fn tell(&self) -> Result<(), StoreError> {
        self.0
            .read("tell_of_revocation", |connection| {
                statement("SELECT pg_notify($?, '')").bind::<Text, _>(CHANNEL).execute(connection)?;
                Ok(())
            })
            .await
    }
}

/// Hears this news alone, for as long as it lives.
pub struct RevocationListener(#[expect(dead_code, reason = "kept alive")] Listener);

impl RevocationListener {
    /// As [`Listener::start`], without a thought for work.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(settings: DatabaseSettings, forget: impl Fn() + Send + 'static) -> Result<Self, StoreError> {
        Listener::hearing(settings, vec![(CHANNEL, Box::new(forget))]).map(Self)
    }
}

impl fmt::Debug for RevocationListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocationListener").finish_non_exhaustive()
    }
}
