//! Counts in memory while the shared counter is away.

use std::{
    fmt,
    future::Future,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use growffinity_access::rates::{MemoryRateCounter, RateCounter, RateDecision};
use growffinity_kernel::StoreError;

/// How long it is left alone after it failed.
const REST: Duration = Duration::from_secs(1);

/// A [`RateCounter`] that never fails: the shared one while it answers in time, one in memory while it does not.
pub struct FallbackRateCounter<C> {
    shared: C,
    memory: MemoryRateCounter,
    patience: Duration,
    state: Mutex<State>,
}

#[derive(Clone, Copy)]
enum State {
    Shared,
    /// Counting in memory; one hit asks the shared counter again at this instant.
    Alone {
        ask_again: Instant,
    },
}

impl<C: RateCounter> FallbackRateCounter<C> {
    /// `shared`, and `memory` in its place while it is away; both over the same window. `shared` may take `patience` for
    /// one hit.
    pub fn new(shared: C, memory: MemoryRateCounter, patience: Duration) -> Self {
        metrics::gauge!("rate_counter_degraded").set(0.0);
        Self { shared, memory, patience, state: Mutex::new(State::Shared) }
    }

    /// Whether this node counts by itself now.
    pub fn is_alone(&self) -> bool {
        matches!(*self.state.lock().unwrap_or_else(PoisonError::into_inner), State::Alone { .. })
    }

    /// The shared counter's answer, or `None` when it is to be left alone or does not give one in time.
    async fn ask<T: Send>(&self, answer: impl Future<Output = Result<T, StoreError>> + Send) -> Option<T> {
        if !self.may_ask() {
            return None;
        }
        let answer = tokio::time::timeout(self.patience, answer).await;
        match answer {
            Ok(Ok(answer)) => {
                self.came_back();
                Some(answer)
            }
            Ok(Err(error)) => {
                self.went_away(&trouble(&error));
                None
            }
            Err(_) => {
                self.went_away(&format!("no answer within {} ms", self.patience.as_millis()));
                None
            }
        }
    }

    /// Of all hits that come while the node is alone, one a second may ask.
    fn may_ask(&self) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *state {
            State::Shared => true,
            State::Alone { ask_again } => {
                let now = Instant::now();
                let may = now >= *ask_again;
                if may {
                    *ask_again = now + REST;
                }
                may
            }
        }
    }

    fn went_away(&self, why: &str) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let was_shared = matches!(*state, State::Shared);
        *state = State::Alone { ask_again: Instant::now() + REST };
        if was_shared {
            tracing::warn!(why, "the shared rate counter is away: this node counts rates by itself");
            metrics::gauge!("rate_counter_degraded").set(1.0);
            metrics::counter!("rate_counter_outages_total").increment(1);
        }
    }

    fn came_back(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let State::Alone { .. } = *state {
            *state = State::Shared;
            tracing::info!("the shared rate counter is back");
            metrics::gauge!("rate_counter_degraded").set(0.0);
        }
    }
}

fn trouble(error: &StoreError) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

#[async_trait]
impl<C: RateCounter> RateCounter for FallbackRateCounter<C> {
    async fn hit(&self, key: &str, limit: u32) -> Result<RateDecision, StoreError> {
        match self.ask(self.shared.hit(key, limit)).await {
            Some(decision) => {
                if decision.allowed {
                    // What the node let through while it was not alone counts when it is.
                    self.memory.hit_now(key, limit);
                }
                Ok(decision)
            }
            None => Ok(self.memory.hit_now(key, limit)),
        }
    }

    async fn give_back(&self, key: &str) -> Result<(), StoreError> {
        self.memory.give_back_now(key);
        // What can't be told to the shared counter comes back there by itself.
        let _ = self.ask(self.shared.give_back(key)).await;
        Ok(())
    }
}

impl<C> fmt::Debug for FallbackRateCounter<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FallbackRateCounter").finish_non_exhaustive()
    }
}
