//! Remembers for a few seconds which credentials were right, so that a busy caller costs one look-up, not one a request.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use growffinity_kernel::Random;
use sha2::{Digest, Sha256};

use crate::Principal;

/// The longest a credential that was taken back may still be accepted.
const LIFETIME: TimeDelta = TimeDelta::seconds(5);
const MOST: usize = 1_024;

type Key = [u8; 32];

/// Credentials found right in the last five seconds, by a salted digest. The passwords themselves are not kept.
pub(crate) struct RecentSignIns {
    salt: Key,
    entries: Mutex<Entries>,
}

#[derive(Default)]
struct Entries {
    generation: u64,
    found: HashMap<Key, (DateTime<Utc>, Principal)>,
}

impl RecentSignIns {
    pub(crate) fn new(random: &dyn Random) -> Self {
        let mut salt = [0; 32];
        random.fill(&mut salt);
        Self { salt, entries: Mutex::default() }
    }

    /// The key of a credential's parts.
    pub(crate) fn key(&self, parts: &[&str]) -> Key {
        let mut digest = Sha256::new();
        digest.update(self.salt);
        for part in parts {
            // The length keeps two lists of parts from running together.
            digest.update(part.len().to_le_bytes());
            digest.update(part);
        }
        digest.finalize().into()
    }

    /// What is current now: a look-up begun under it may be remembered as long as nothing was forgotten since.
    pub(crate) fn generation(&self) -> u64 {
        self.lock().generation
    }

    /// Forgets every credential, and keeps those from being remembered that are being looked up right now.
    pub(crate) fn forget(&self) {
        let mut entries = self.lock();
        entries.generation += 1;
        entries.found.clear();
    }

    pub(crate) fn find(&self, key: &Key, now: DateTime<Utc>) -> Option<Principal> {
        self.lock().found.get(key).filter(|(since, _)| is_fresh(*since, now)).map(|(_, principal)| principal.clone())
    }

    pub(crate) fn remember(&self, key: Key, as_of: u64, now: DateTime<Utc>, principal: Principal) {
        let mut entries = self.lock();
        if entries.generation != as_of {
            return;
        }
        if entries.found.len() >= MOST {
            entries.found.retain(|_, (since, _)| is_fresh(*since, now));
        }
        if entries.found.len() < MOST {
            entries.found.insert(key, (now, principal));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A clock that was set back must not lengthen a credential's life.
fn is_fresh(since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (TimeDelta::zero()..LIFETIME).contains(&(now - since))
}
