//! Counts in this process alone: for one node, and for the time a shared counter is away.

use std::{
    collections::{HashMap, VecDeque},
    fmt,
    hash::{BuildHasher, RandomState},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use growffinity_kernel::StoreError;

use super::{RATE_WINDOW, RateCounter, RateDecision};

/// Keys that are counted one by one; a plan of 500 fills at most 4 KB for each.
const MOST_KEYS: usize = 20_000;
/// Counters that all further keys share, so that a flood of keys costs strictness, never memory and never a plan.
const SHARED: u64 = 64;

type Ticks = Box<dyn Fn() -> Duration + Send + Sync>;

/// [`RateCounter`] in memory. Its time never goes back, whatever the machine's clock does.
pub struct MemoryRateCounter {
    window: Duration,
    ticks: Ticks,
    hasher: RandomState,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    hits: HashMap<Box<str>, VecDeque<Duration>>,
    swept: Duration,
}

impl Default for MemoryRateCounter {
    fn default() -> Self {
        Self::new(RATE_WINDOW)
    }
}

impl MemoryRateCounter {
    /// A counter over `window`.
    pub fn new(window: Duration) -> Self {
        let begin = Instant::now();
        Self::with_ticks(window, move || begin.elapsed())
    }

    /// A counter over `window` that takes the time from `ticks`, which must not go back. For tests and simulations.
    pub fn with_ticks(window: Duration, ticks: impl Fn() -> Duration + Send + Sync + 'static) -> Self {
        Self { window, ticks: Box::new(ticks), hasher: RandomState::new(), state: Mutex::default() }
    }

    /// As [`RateCounter::hit`], at once.
    pub fn hit_now(&self, key: &str, limit: u32) -> RateDecision {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (self.ticks)();
        state.sweep(now, self.window);
        let hits = match self.shared_in_place_of(key, &state) {
            Some(shared) => state.hits.entry(shared).or_default(),
            None => state.hits.entry(key.into()).or_default(),
        };
        while hits.front().is_some_and(|oldest| now >= *oldest + self.window) {
            hits.pop_front();
        }
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let allowed = hits.len() < most;
        if allowed {
            hits.push_back(now);
        }
        // A limit may have been lowered since: then more than one hit has to go before a place is free.
        let next = hits.get(hits.len().saturating_sub(most)).or(hits.back());
        let reset_after = next.map_or(Duration::ZERO, |hit| (*hit + self.window).saturating_sub(now));
        RateDecision::new(allowed, limit, u32::try_from(hits.len()).unwrap_or(u32::MAX), reset_after)
    }

    /// As [`RateCounter::give_back`], at once.
    pub fn give_back_now(&self, key: &str) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = self.shared_in_place_of(key, &state);
        let key = shared.as_deref().unwrap_or(key);
        if let Some(hits) = state.hits.get_mut(key) {
            hits.pop_back();
            if hits.is_empty() {
                state.hits.remove(key);
            }
        }
    }

    /// How many keys are remembered.
    pub fn keys(&self) -> usize {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).hits.len()
    }

    /// The counter that stands in for a key for which there is no room of its own.
    fn shared_in_place_of(&self, key: &str, state: &State) -> Option<Box<str>> {
        let crowded = state.hits.len() >= MOST_KEYS && !state.hits.contains_key(key);
        crowded.then(|| format!("\0{}", self.hasher.hash_one(key) % SHARED).into())
    }
}

impl State {
    /// Forgets, once a window, the keys whose hits are all a window old.
    fn sweep(&mut self, now: Duration, window: Duration) {
        if now >= self.swept + window {
            self.hits.retain(|_, hits| hits.back().is_some_and(|newest| now < *newest + window));
            self.swept = now;
        }
    }
}

#[async_trait]
impl RateCounter for MemoryRateCounter {
    async fn hit(&self, key: &str, limit: u32) -> Result<RateDecision, StoreError> {
        Ok(self.hit_now(key, limit))
    }

    async fn give_back(&self, key: &str) -> Result<(), StoreError> {
        self.give_back_now(key);
        Ok(())
    }
}

impl fmt::Debug for MemoryRateCounter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryRateCounter").field("window", &self.window).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
