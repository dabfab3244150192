//! Redis goes away, is slow, and comes back; nobody's request fails for it.

use std::time::{Duration, Instant};

use growffinity_access::rates::{MemoryRateCounter, RateCounter};
use growffinity_redis::{FallbackRateCounter, RedisRateCounter};
use growffinity_testkit::{PrivateRedis, gate::Gate};

/// As the configuration has it unless told.
const PATIENCE: Duration = Duration::from_millis(20);

type Counter = FallbackRateCounter<RedisRateCounter>;

fn counter(gate: &Gate, patience: Duration) -> Counter {
    FallbackRateCounter::new(
        RedisRateCounter::open(&gate.redis_url(), "").unwrap(),
        MemoryRateCounter::default(),
        patience,
    )
}

/// Hits until the counter is as wanted; each hit is answered, and soon.
async fn until(counter: &Counter, alone: bool) {
    let begun = Instant::now();
    while counter.is_alone() != alone {
        assert!(begun.elapsed() < Duration::from_secs(20), "still not alone = {alone}");
        let hit = Instant::now();
        counter.hit("until", 1_000_000).await.unwrap();
        assert!(hit.elapsed() < Duration::from_millis(500), "a hit took {:?}", hit.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn redis_is_killed_and_restarted_under_load_and_no_hit_fails() {
    let folder = tempfile::tempdir().unwrap();
    let redis = PrivateRedis::start(&folder.path().join("one")).unwrap();
    let gate = Gate::before(redis.port()).await;
    // Longer than a busy machine may take, so that it is Redis being away that is seen.
    let counter = counter(&gate, Duration::from_millis(200));
    until(&counter, false).await;
    for _ in 0..3 {
        assert!(counter.hit("plan", 5).await.unwrap().allowed);
    }
    assert!(!counter.is_alone());

    gate.lead_to(None);
    drop(redis);
    until(&counter, true).await;
    let mut allowed = 0;
    for _ in 0..10 {
        allowed += u32::from(counter.hit("plan", 5).await.unwrap().allowed);
    }
    assert_eq!(allowed, 2, "what was let through before counts on");

    let redis = PrivateRedis::start(&folder.path().join("two")).unwrap();
    gate.lead_to(Some(redis.port()));
    until(&counter, false).await;
    assert!(counter.hit("after", 1).await.unwrap().allowed);
    assert!(!counter.hit("after", 1).await.unwrap().allowed);
    assert!(!counter.is_alone());
}

#[tokio::test]
async fn a_redis_that_is_slow_is_left_alone_until_it_is_quick_again() {
    let folder = tempfile::tempdir().unwrap();
    let redis = PrivateRedis::start(folder.path()).unwrap();
    let gate = Gate::before(redis.port()).await;
    let counter = counter(&gate, PATIENCE);
    until(&counter, false).await;
    gate.delay(Duration::from_millis(200));
    until(&counter, true).await;
    gate.delay(Duration::ZERO);
    until(&counter, false).await;
}

#[tokio::test]
async fn a_node_starts_without_redis() {
    let gate = Gate::before(1).await;
    gate.lead_to(None);
    let counter = counter(&gate, PATIENCE);
    assert!(counter.hit("plan", 1).await.unwrap().allowed);
    assert!(!counter.hit("plan", 1).await.unwrap().allowed);
    assert!(counter.is_alone());
}
