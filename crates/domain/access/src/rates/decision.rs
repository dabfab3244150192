//! What a counter says of a hit.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// What a counter says of a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateDecision {
    /// Whether the hit is within the limit.
    pub allowed: bool,
    /// Hits that any window may hold.
    pub limit: u32,
    /// Hits that are still free now.
    pub remaining: u32,
    /// Until the next place comes back; zero when none is taken.
    pub reset_after: Duration,
}

impl RateDecision {
    /// The decision on a key that now holds `used` hits, of which the one that has to go before another may come goes
    /// in `reset_after`.
    pub fn new(allowed: bool, limit: u32, used: u32, reset_after: Duration) -> Self {
        Self { allowed, limit, remaining: limit.saturating_sub(used), reset_after }
    }

    /// How many whole seconds to wait before another hit is worth making: at least 1. `None` for an allowed hit.
    pub fn retry_after(&self) -> Option<u64> {
        (!self.allowed).then(|| self.reset_seconds().max(1))
    }

    /// Whole seconds until the next place comes back.
    pub fn reset_seconds(&self) -> u64 {
        self.reset_after.as_secs() + u64::from(self.reset_after.subsec_nanos() > 0)
    }

    /// The instant at which the next place comes back, to the second, for a caller to whom it is `now`.
    pub fn reset_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        i64::try_from(self.reset_seconds())
            .map_or(DateTime::<Utc>::MAX_UTC, |seconds| now + TimeDelta::seconds(seconds))
    }
}
