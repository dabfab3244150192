//! What every [`RateCounter`] keeps, as a check that each implementation's tests run.

use std::{future::Future, pin::Pin, time::Duration};

use super::{RateCounter, RateDecision};

/// Lets that much of the counter's own time pass.
pub type Pass<'a> = &'a (dyn Fn(Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync);

/// Checks that `counter`, which counts over `window`, keeps the port's promises. `pass` waits; the keys begin with
/// `prefix`, so that a shared counter can be checked twice. `window` should be long against one hit.
///
/// # Errors
/// The first promise that is not kept.
pub async fn check(counter: &dyn RateCounter, window: Duration, prefix: &str, pass: Pass<'_>) -> Result<(), String> {
    let contract = Contract { counter, window, prefix, pass };
    contract.counts_down_and_refuses().await?;
    contract.keys_are_apart().await?;
    contract.what_is_given_back_is_free().await?;
    contract.refusals_do_not_count().await?;
    contract.many_at_once_get_the_limit().await?;
    contract.the_window_slides().await?;
    contract.a_lowered_limit_holds_at_once().await
}

struct Contract<'a> {
    counter: &'a dyn RateCounter,
    window: Duration,
    prefix: &'a str,
    pass: Pass<'a>,
}

impl Contract<'_> {
    async fn hit(&self, key: &str, limit: u32) -> Result<RateDecision, String> {
        self.counter.hit(&format!("{}{key}", self.prefix), limit).await.map_err(|error| format!("{key}: {error:?}"))
    }

    async fn fill(&self, key: &str, limit: u32) -> Result<(), String> {
        for _ in 0..limit {
            ensure(self.hit(key, limit).await?.allowed, key, "a hit within the limit is allowed")?;
        }
        Ok(())
    }

    async fn counts_down_and_refuses(&self) -> Result<(), String> {
        for remaining in [2, 1, 0] {
            let decision = self.hit("down", 3).await?;
            ensure(decision.allowed && decision.limit == 3, "down", "three of three are allowed")?;
            ensure(decision.remaining == remaining, "down", "the rest counts down")?;
            ensure(decision.reset_after <= self.window, "down", "a place is held for one window")?;
        }
        let refused = self.hit("down", 3).await?;
        ensure(!refused.allowed && refused.remaining == 0, "down", "the fourth is refused")?;
        ensure(refused.retry_after().is_some_and(|seconds| seconds >= 1), "down", "it is told when to come again")?;
        ensure(refused.reset_after > Duration::ZERO, "down", "a place that is taken comes back later")
    }

    async fn keys_are_apart(&self) -> Result<(), String> {
        self.fill("ann", 2).await?;
        ensure(self.hit("bob", 2).await?.allowed, "bob", "another key is counted by itself")
    }

    async fn what_is_given_back_is_free(&self) -> Result<(), String> {
        let back = async |key: &str| {
            let key = format!("{}{key}", self.prefix);
            self.counter.give_back(&key).await.map_err(|error| format!("{key}: {error:?}"))
        };
        back("nothing").await?;
        for _ in 0..3 {
            ensure(self.hit("back", 2).await?.remaining == 1, "back", "a place given back is free")?;
            back("back").await?;
        }
        self.fill("back", 2).await?;
        back("back").await?;
        ensure(self.hit("back", 2).await?.allowed, "back", "one place was given back")?;
        ensure(!self.hit("back", 2).await?.allowed, "back", "one and no more")
    }

    async fn refusals_do_not_count(&self) -> Result<(), String> {
        self.fill("patience", 1).await?;
        for _ in 0..5 {
            (self.pass)(self.window / 10).await;
            self.hit("patience", 1).await?;
        }
        (self.pass)(self.window).await;
        ensure(self.hit("patience", 1).await?.allowed, "patience", "refused hits hold no place")
    }

    async fn many_at_once_get_the_limit(&self) -> Result<(), String> {
        let hits = (0..50).map(|_| self.hit("rush", 20));
        let mut allowed = 0;
        for decision in futures::future::join_all(hits).await {
            allowed += u32::from(decision?.allowed);
        }
        ensure(allowed == 20, "rush", &format!("of 50 at once 20 are allowed, not {allowed}"))
    }

    async fn the_window_slides(&self) -> Result<(), String> {
        self.fill("slide", 1).await?;
        (self.pass)(self.window / 2).await;
        ensure(self.hit("slide", 2).await?.allowed, "slide", "the second place is free")?;
        // The first place comes back after one window, the second half a window later.
        (self.pass)(self.window * 6 / 10).await;
        ensure(self.hit("slide", 2).await?.allowed, "slide", "a place comes back after one window")?;
        ensure(!self.hit("slide", 2).await?.allowed, "slide", "the later place is still held")
    }

    async fn a_lowered_limit_holds_at_once(&self) -> Result<(), String> {
        self.fill("lower", 4).await?;
        let decision = self.hit("lower", 2).await?;
        ensure(!decision.allowed && decision.limit == 2, "lower", "a lowered limit holds at once")
    }
}

fn ensure(kept: bool, key: &str, promise: &str) -> Result<(), String> {
    if kept { Ok(()) } else { Err(format!("{key}: not kept: {promise}")) }
}
