//! Keeping the scores right: every night, and when somebody asks.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use growffinity_kernel::{Clock, Site, StoreError, at_local};

use super::{RfmBounds, RfmSegment, RfmStore, RfmTurn};

/// RFM of all customers.
#[derive(Clone)]
pub struct Rfm {
    store: Arc<dyn RfmStore>,
    clock: Arc<dyn Clock>,
    site: Site,
}

/// How things stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RfmState {
    /// Whether everybody has been scored by the bounds.
    pub is_ready: bool,
    /// When the bounds were made; `None` before the first time.
    pub parted_at: Option<DateTime<Utc>>,
    /// When they are made next.
    pub due_at: Option<DateTime<Utc>>,
    /// Customers of whom they were made.
    pub customers: u64,
    /// Customers whose scores are others since.
    pub changed: u64,
    /// The bounds.
    pub bounds: RfmBounds,
    /// How many are in each group that has somebody.
    pub segments: BTreeMap<RfmSegment, u64>,
}

/// Clocks show this in the site's zone when a night's scores are made.
const NIGHT: TimeDelta = TimeDelta::hours(3);

/// Customers scored in one turn: their rows are locked no longer than it takes.
const AT_ONCE: u32 = 5_000;

/// Turns that whoever asks waits for; workers do the rest of a larger shop.
const TURNS_WAITED_FOR: u32 = 40;

impl Rfm {
    /// The service over `store`; nights are those of the site's zone.
    pub fn new(store: Arc<dyn RfmStore>, clock: Arc<dyn Clock>, site: Site) -> Self {
        Self { store, clock, site }
    }

    /// Makes new bounds and scores everybody by them; of a large shop the first 200,000, and the rest is left to
    /// [`Self::turn`]. Answers how things stand then.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn refresh(&self) -> Result<RfmState, StoreError> {
        let (now, next) = self.now_and_next();
        self.store.part(now, next).await?;
        for _ in 0..TURNS_WAITED_FOR {
            if self.store.turn(now, next, AT_ONCE).await? == RfmTurn::Idle {
                break;
            }
        }
        self.state().await
    }

    /// Does a part of what is due.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn turn(&self) -> Result<RfmTurn, StoreError> {
        let (now, next) = self.now_and_next();
        self.store.turn(now, next, AT_ONCE).await
    }

    /// How things stand.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn state(&self) -> Result<RfmState, StoreError> {
        self.store.state().await
    }

    fn now_and_next(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        let now = self.clock.now();
        (now, night_after(now, self.site.timezone))
    }
}

/// The first 03:00 in `zone` after `now`.
fn night_after(now: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let today = now.with_timezone(&zone).date_naive();
    let nights = [Some(today), today.checked_add_days(Days::new(1))].into_iter().flatten();
    let mut nights = nights.map(|day| at_local(day.and_time(NaiveTime::MIN) + NIGHT, zone));
    nights.find(|night| *night > now).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_three_o_clock_where_the_shop_is() {
        let night = |now: &str, zone: Tz| night_after(now.parse().unwrap(), zone).to_rfc3339();
        assert_eq!(night("2026-01-10T02:59:59Z", Tz::UTC), "2026-01-10T03:00:00+00:00");
        assert_eq!(night("2026-01-10T03:00:00Z", Tz::UTC), "2026-01-11T03:00:00+00:00");
        assert_eq!(night("2026-01-10T12:00:00Z", Tz::America__New_York), "2026-01-11T08:00:00+00:00");
        // The night in which clocks go from two to three, and the one in which they go back to two.
        assert_eq!(night("2026-03-28T12:00:00Z", Tz::Europe__Paris), "2026-03-29T01:00:00+00:00");
        assert_eq!(night("2026-10-24T12:00:00Z", Tz::Europe__Paris), "2026-10-25T02:00:00+00:00");
    }
}
