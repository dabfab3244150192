//! The counter against a plain record of what was allowed, and its memory.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use proptest::prelude::*;

use super::{MOST_KEYS, MemoryRateCounter, SHARED};

const WINDOW: Duration = Duration::from_mins(1);

fn counter() -> (MemoryRateCounter, Arc<AtomicU64>) {
    let time = Arc::new(AtomicU64::new(0));
    let shown = Arc::clone(&time);
    let counter = MemoryRateCounter::with_ticks(WINDOW, move || Duration::from_millis(shown.load(Ordering::Relaxed)));
    (counter, time)
}

proptest! {
    #[test]
    fn no_window_holds_more_than_the_limit_and_none_is_refused_too_long(
        limit in 1_u32..8,
        pauses in proptest::collection::vec(0_u64..40_000, 1..120),
    ) {
        let (counter, time) = counter();
        let mut allowed: Vec<u64> = Vec::new();
        for pause in pauses {
            let now = time.fetch_add(pause, Ordering::Relaxed) + pause;
            let held = allowed.iter().filter(|at| now < **at + 60_000).count();
            let decision = counter.hit_now("ann", limit);
            prop_assert_eq!(decision.allowed, held < usize::try_from(limit).unwrap());
            if decision.allowed {
                allowed.push(now);
            } else {
                let wait = u64::try_from(decision.reset_after.as_millis()).unwrap();
                let oldest = allowed[allowed.len() - usize::try_from(limit).unwrap()];
                prop_assert_eq!(now + wait, oldest + 60_000);
                prop_assert!(decision.retry_after().unwrap() >= 1);
            }
        }
    }
}

#[test]
fn a_flood_of_keys_stays_in_bounds_and_within_the_limit() {
    let (counter, time) = counter();
    let most = MOST_KEYS + usize::try_from(SHARED).unwrap();
    for key in 0..2 * MOST_KEYS {
        counter.hit_now(&key.to_string(), 1);
    }
    assert!(counter.keys() <= most, "{}", counter.keys());
    assert!(!counter.hit_now("0", 1).allowed, "a key that is counted by itself is not forgotten");
    assert!(!counter.hit_now("one too many", 1).allowed);
    time.store(60_000, Ordering::Relaxed);
    assert!(counter.hit_now("one too many", 1).allowed);
    assert_eq!(counter.keys(), 1, "what is over is forgotten");
}

#[test]
fn what_is_given_back_leaves_nothing_behind() {
    let (counter, _) = counter();
    counter.give_back_now("ann");
    assert!(counter.hit_now("ann", 1).allowed);
    assert!(!counter.hit_now("ann", 1).allowed);
    counter.give_back_now("ann");
    assert_eq!(counter.keys(), 0);
    assert!(counter.hit_now("ann", 1).allowed);
}

#[test]
fn a_lowered_limit_waits_for_as_many_places_as_are_needed() {
    let (counter, time) = counter();
    for at in [0, 1_000, 2_000, 3_000] {
        time.store(at, Ordering::Relaxed);
        assert!(counter.hit_now("ann", 4).allowed);
    }
    let decision = counter.hit_now("ann", 2);
    assert_eq!((decision.allowed, decision.remaining, decision.retry_after()), (false, 0, Some(59)));
    assert!(!counter.hit_now("ann", 0).allowed);
}
