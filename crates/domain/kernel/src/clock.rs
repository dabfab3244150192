//! Business time comes in through a port, so that a test can move it.

use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};

/// Tells what time it is for the rules of the business (what is due, what "30 days ago" means).
///
/// Leases are not judged by it: those are set and judged by the database's clock.
pub trait Clock: Send + Sync {
    /// The present instant, to the microsecond, as PostgreSQL keeps it.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where time comes in")]
    fn now(&self) -> DateTime<Utc> {
        to_microseconds(Utc::now())
    }
}

/// A clock that stands still until it is moved. For tests and simulations.
#[derive(Debug)]
pub struct ManualClock(Mutex<DateTime<Utc>>);

impl ManualClock {
    /// A clock that shows `start`.
    pub fn at(start: DateTime<Utc>) -> Self {
        Self(Mutex::new(to_microseconds(start)))
    }

    /// Moves the clock by `by` (backwards when negative).
    pub fn advance(&self, by: TimeDelta) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += by;
    }

    /// Sets the clock to `to`.
    pub fn set(&self, to: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = to_microseconds(to);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn to_microseconds(instant: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(instant.timestamp_micros()).unwrap_or(instant)
}
