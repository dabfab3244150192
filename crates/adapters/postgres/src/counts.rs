//! Totals of lists: known from counters, remembered for a moment, or counted.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use diesel::{
    PgConnection,
    sql_types::{Array, Text},
};

use crate::{
    error::PgError,
    page::total,
    statement::{Statement, statement},
};

/// How long a total is remembered.
const FRESH: Duration = Duration::from_secs(10);

/// Only what took this long to count, or counted so many, is remembered: in a small shop every total is of this moment.
const COSTLY: Duration = Duration::from_millis(50);
const MANY: u64 = 10_000;

/// How many totals are remembered at once.
const ROOM: usize = 1_000;

/// Totals that were costly to count. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Counts(Arc<Mutex<HashMap<String, (u64, Instant)>>>);

impl Counts {
    /// The total that `counting` counts, or the one counted by the same `key` a moment ago.
    pub(crate) fn total(
        &self,
        connection: &mut PgConnection,
        key: impl fmt::Debug,
        counting: impl FnOnce() -> Statement,
    ) -> Result<u64, PgError> {
        let key = format!("{key:?}");
        if let Some(known) = self.recall(&key) {
            return Ok(known);
        }
        let begun = Instant::now();
        let counted = total(connection, counting())?;
        if counted >= MANY || begun.elapsed() >= COSTLY {
            self.remember(key, counted);
        }
        Ok(counted)
    }

    fn recall(&self, key: &str) -> Option<u64> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).filter(|(_, at)| at.elapsed() < FRESH).map(|(total, _)| *total)
    }

    fn remember(&self, key: String, total: u64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= ROOM {
            known.retain(|_, (_, at)| at.elapsed() < FRESH);
        }
        if known.len() < ROOM {
            known.insert(key, (total, Instant::now()));
        }
    }
}

impl fmt::Debug for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counts").finish_non_exhaustive()
    }
}

/// The sum of these counters, which triggers keep exact.
pub(crate) fn counted(connection: &mut PgConnection, names: Vec<String>) -> Result<u64, PgError> {
    let sum = statement("SELECT coalesce(sum(delta), 0)::bigint AS total FROM row_counts WHERE name = ANY($?)");
    total(connection, sum.cached().bind::<Array<Text>, _>(names))
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn a_total_is_remembered_for_its_own_list() {
        let counts = Counts::default();
        counts.remember("one".to_owned(), 7);
        assert_eq!((counts.recall("one"), counts.recall("other")), (Some(7), None));
    }

    #[test]
    fn there_is_only_so_much_room() {
        let counts = Counts::default();
        for number in 0..2_000 {
            counts.remember(number.to_string(), 1);
        }
        assert_eq!(counts.0.lock().unwrap().len(), super::ROOM);
    }
}
