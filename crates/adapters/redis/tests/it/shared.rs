//! Nodes that share a Redis share a plan.

use std::{future::Future, pin::Pin, time::Duration};

use growffinity_access::rates::{MemoryRateCounter, RateCounter, contract};
use growffinity_redis::{FallbackRateCounter, RedisRateCounter};
use growffinity_testkit::test_redis_url;

pub fn prefix() -> String {
    use std::hash::{BuildHasher, RandomState};
    format!("test:{:016x}:", RandomState::new().hash_one(0))
}

fn pass(by: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(tokio::time::sleep(by))
}

#[tokio::test]
async fn the_counter_on_redis_keeps_the_contract() {
    let window = Duration::from_millis(600);
    let counter = RedisRateCounter::with_window(&test_redis_url(), &prefix(), window).unwrap();
    assert_eq!(contract::check(&counter, window, "", &pass).await, Ok(()));
}

#[tokio::test]
async fn with_memory_behind_it_it_keeps_it_too() {
    let window = Duration::from_millis(600);
    let counter = RedisRateCounter::with_window(&test_redis_url(), &prefix(), window).unwrap();
    let counter = FallbackRateCounter::new(counter, MemoryRateCounter::new(window), Duration::from_secs(10));
    assert_eq!(contract::check(&counter, window, "", &pass).await, Ok(()));
    assert!(!counter.is_alone(), "it was Redis that counted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_nodes_on_one_redis_let_exactly_the_plan_through() {
    let prefix = prefix();
    let mut hits = Vec::new();
    for node in 0..2 {
        let counter = RedisRateCounter::open(&test_redis_url(), &prefix).unwrap();
        for _ in 0..100 {
            let counter = counter.clone();
            let own = format!("node{node}");
            hits.push(tokio::spawn(async move {
                assert!(counter.hit(&own, 100).await.unwrap().allowed);
                counter.hit("key:1", 100).await.unwrap().allowed
            }));
        }
    }
    let mut allowed = 0;
    for hit in hits {
        allowed += u32::from(hit.await.unwrap());
    }
    assert_eq!(allowed, 100, "of 200 hits by two nodes");
}

#[test]
fn what_is_not_the_address_of_a_redis_is_refused_without_repeating_it() {
    let refused = RedisRateCounter::open("http://user:secret@example.com", "").unwrap_err();
    assert!(!format!("{refused} {refused:?}").contains("secret"));
}
