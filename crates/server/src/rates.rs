//! Where rates are counted: in the Redis that all nodes share, or in this process.

use std::sync::Arc;

use anyhow::Context;
use growffinity_access::rates::{MemoryRateCounter, RateCounter};
use growffinity_redis::{FallbackRateCounter, RedisRateCounter};

use crate::config::Config;

/// The configured counter. Must be called in a runtime.
///
/// # Errors
/// When `redis.url` is not the address of a Redis. One that does not answer is no error: the node counts by itself.
pub(crate) fn counter(config: &Config) -> anyhow::Result<Arc<dyn RateCounter>> {
    let Some(url) = &config.redis.url else {
        tracing::warn!("REDIS_URL is not set: counting rates in memory, each node by itself");
        return Ok(Arc::new(MemoryRateCounter::default()));
    };
    let shared = RedisRateCounter::open(url.expose(), &config.redis.prefix).context("redis.url (REDIS_URL)")?;
    // A first request does not wait for the connection to be made, so it is made now.
    let early = shared.clone();
    tokio::spawn(async move {
        if let Err(error) = early.give_back("").await {
            tracing::warn!(%error, "Redis does not answer yet");
        }
    });
    Ok(Arc::new(FallbackRateCounter::new(shared, MemoryRateCounter::default(), config.redis.patience)))
}
