//! The counter that all nodes share.

use std::{fmt, sync::LazyLock, time::Duration};

use async_trait::async_trait;
use growffinity_access::rates::{RATE_WINDOW, RateCounter, RateDecision};
use growffinity_kernel::StoreError;
use redis::{Client, Script, aio::ConnectionManagerConfig};

use crate::near::Near;

static SCRIPT: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("hit.lua")));

/// Longer than a hit is waited for, so that a slow answer is given up by whoever asked, and a dead connection by us.
const ANSWER_WITHIN: Duration = Duration::from_millis(500);
const CONNECT_WITHIN: Duration = Duration::from_secs(2);

/// [`RateCounter`] on Redis. The connection is made on first use and made again whenever it breaks.
#[derive(Clone)]
pub struct RedisRateCounter {
    connections: Near,
    prefix: String,
    window: Duration,
}

/// The text is not the address of a Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidRedisUrl;

impl fmt::Display for InvalidRedisUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold a password, so it is not repeated.
        f.write_str("not the address of a Redis: redis://[user:password@]host[:port][/database]")
    }
}

impl std::error::Error for InvalidRedisUrl {}

impl RedisRateCounter {
    /// A counter on the Redis at `url` whose keys begin with `prefix`. Must be called in a runtime.
    ///
    /// # Errors
    /// [`InvalidRedisUrl`]; a Redis that does not answer shows at the first hit.
    pub fn open(url: &str, prefix: &str) -> Result<Self, InvalidRedisUrl> {
        Self::with_window(url, prefix, RATE_WINDOW)
    }

    /// As [`RedisRateCounter::open`], over another window than a minute.
    ///
    /// # Errors
    /// [`InvalidRedisUrl`].
    pub fn with_window(url: &str, prefix: &str, window: Duration) -> Result<Self, InvalidRedisUrl> {
        let client = Client::open(url).map_err(|_| InvalidRedisUrl)?;
        let config = ConnectionManagerConfig::new()
            .set_number_of_retries(1)
            .set_connection_timeout(Some(CONNECT_WITHIN))
            .set_response_timeout(Some(ANSWER_WITHIN));
        let connections = Near::new(client, config).map_err(|_| InvalidRedisUrl)?;
        Ok(Self { connections, prefix: format!("{prefix}rate:"), window })
    }
}

#[async_trait]
impl RateCounter for RedisRateCounter {
    async fn hit(&self, key: &str, limit: u32) -> Result<RateDecision, StoreError> {
        let mut connection = self.connections.get();
        let window = u64::try_from(self.window.as_micros()).unwrap_or(u64::MAX);
        let (allowed, used, reset): (bool, u32, u64) = SCRIPT
            .key(format!("{}{key}", self.prefix))
            .arg(limit)
            .arg(window)
            .invoke_async(&mut connection)
            .await
            .map_err(StoreError::unavailable)?;
        Ok(RateDecision::new(allowed, limit, used, Duration::from_micros(reset)))
    }

    async fn give_back(&self, key: &str) -> Result<(), StoreError> {
        let mut connection = self.connections.get();
        let key = format!("{}{key}", self.prefix);
        redis::cmd("RPOP").arg(key).query_async::<()>(&mut connection).await.map_err(StoreError::unavailable)
    }
}

impl fmt::Debug for RedisRateCounter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisRateCounter").field("window", &self.window).finish_non_exhaustive()
    }
}
