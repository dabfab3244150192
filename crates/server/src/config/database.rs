//! `database.…`: PostgreSQL.

use std::time::Duration;

use super::{Pause, Secret, reader::Reader};

/// PostgreSQL.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `database.url`
    pub url: Option<Secret>,
    /// `database.direct_url`
    pub direct_url: Option<Secret>,
    /// `database.pool_size`
    pub pool_size: u32,
    /// `database.pool_wait`
    pub pool_wait: Duration,
    /// `database.statement_timeout`
    pub statement_timeout: Duration,
    /// `database.statement_cache`
    pub statement_cache: bool,
}

impl DatabaseConfig {
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let (url, direct_url) = (reader.optional("database.url"), reader.optional("database.direct_url"));
        let pool_size = reader.number("database.pool_size", 1..=1_000);
        let pool_wait = reader.pause("database.pool_wait", Pause(Duration::from_millis(100)));
        let statement_timeout = reader.pause("database.statement_timeout", Pause(Duration::ZERO));
        let statement_cache = reader.switch("database.statement_cache");
        Some(Self {
            url,
            direct_url,
            pool_size: pool_size?,
            pool_wait: pool_wait?,
            statement_timeout: statement_timeout?,
            statement_cache: statement_cache?,
        })
    }
}
