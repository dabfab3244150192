//! The counter in memory keeps what every counter keeps.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::executor::block_on;
use growffinity_access::rates::{MemoryRateCounter, contract};

#[test]
fn the_counter_in_memory_keeps_the_contract() {
    let window = Duration::from_mins(1);
    let time = Arc::new(AtomicU64::new(0));
    let shown = Arc::clone(&time);
    let counter = MemoryRateCounter::with_ticks(window, move || Duration::from_millis(shown.load(Ordering::Relaxed)));
    let pass = move |by: Duration| {
        time.fetch_add(u64::try_from(by.as_millis()).unwrap(), Ordering::Relaxed);
        let done: std::pin::Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(std::future::ready(()));
        done
    };
    assert_eq!(block_on(contract::check(&counter, window, "", &pass)), Ok(()));
}

#[test]
fn real_threads_get_exactly_the_limit() {
    let counter = MemoryRateCounter::default();
    let allowed: usize = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..4).map(|_| scope.spawn(|| (0..200).filter(|_| counter.hit_now("ann", 100).allowed).count())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(allowed, 100);
}
