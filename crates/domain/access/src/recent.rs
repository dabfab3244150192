//! Remembers for a few seconds which credentials were right, so that a busy caller costs one look-up, not one a request.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use growffinity_kernel::Random;
use sha2::{Digest, Sha256};

use crate::{PlainPassword, Principal};

/// The longest a credential that was taken back may still be accepted.
const LIFETIME: TimeDelta = TimeDelta::seconds(5);
const MOST: usize = 1_024;

type Key = [u8; 32];

/// Credentials found right in the last five seconds, by a salted digest. The passwords themselves are not kept.
pub(crate) struct RecentSignIns {
    salt: Key,
    entries: Mutex<HashMap<Key, (DateTime<Utc>, Principal)>>,
}

impl RecentSignIns {
    pub(crate) fn new(random: &dyn Random) -> Self {
        let mut salt = [0; 32];
        random.fill(&mut salt);
        Self { salt, entries: Mutex::new(HashMap::new()) }
    }

    /// The key of a credential; `name` is folded to lower case already.
    pub(crate) fn key(&self, name: &str, password: &PlainPassword) -> Key {
        let mut digest = Sha256::new();
        digest.update(self.salt);
        // The separator can't stand in a password, so that no two pairs run together.
        digest.update(password.as_str());
        digest.update(b":");
        digest.update(name);
        digest.finalize().into()
    }

    pub(crate) fn find(&self, key: &Key, now: DateTime<Utc>) -> Option<Principal> {
        self.lock().get(key).filter(|(since, _)| is_fresh(*since, now)).map(|(_, principal)| principal.clone())
    }

    pub(crate) fn remember(&self, key: Key, now: DateTime<Utc>, principal: Principal) {
        let mut entries = self.lock();
        if entries.len() >= MOST {
            entries.retain(|_, (since, _)| is_fresh(*since, now));
        }
        if entries.len() < MOST {
            entries.insert(key, (now, principal));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, (DateTime<Utc>, Principal)>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A clock that was set back must not lengthen a credential's life.
fn is_fresh(since: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (TimeDelta::zero()..LIFETIME).contains(&(now - since))
}
