//! A worker's turn at the synchronisations that are due.

use chrono::TimeDelta;
use growffinity_kernel::{Origin, StoreError, StoreId};

use super::{
    Claimed, ShopAccess, ShopError, ShopSync, SyncStatus, Synchronisation,
    take_in::{TakeInError, TakenIn},
};

/// How long a synchronisation is held from each page on: longer than a page is asked for.
const LEASE_SECONDS: u32 = 600;

/// How many refused items are remembered.
const REFUSALS: usize = 100;

/// Pages read in one turn, after which others get theirs.
const PAGES: u32 = 20;

/// So many turns in a row may come to nothing, each a while after the one before, in all about a day.
const ATTEMPTS: u32 = 12;

/// What a turn came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// Nothing was due.
    Idle,
    /// So many pages were taken in.
    Read(u32),
}

impl ShopSync {
    /// Takes in the next pages of the synchronisation that has been due longest, of `store` if one is named, until
    /// `stop` says to.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn turn(
        &self,
        store: Option<StoreId>,
        stop: &(dyn Fn() -> bool + Send + Sync),
    ) -> Result<Turn, StoreError> {
        let token = self.random.uuid();
        let claimed = self.store.claim(store, token, LEASE_SECONDS, self.clock.now()).await?;
        let Some(claimed) = claimed else { return Ok(Turn::Idle) };
        let store = claimed.sync.store;
        let keys = self.keys(store).await?;
        let access = keys.filter(|keys| !keys.is_paused).and_then(|keys| keys.access);
        let Some(access) = access else {
            let why = "the store is gone or paused, or has no key";
            return self.fail(claimed.sync, token, why.to_owned()).await.map(|()| Turn::Read(0));
        };
        let mut sync = claimed.sync.clone();
        let mut pages = 0;
        while pages < PAGES && !stop() {
            match self.page(&mut sync, &access).await {
                Ok(()) => {}
                Err(TakeInError::Store(error)) => return Err(error),
                Err(TakeInError::Shop(error)) => {
                    return self.put_off(sync, &claimed, pages, &error).await.map(|()| Turn::Read(pages));
                }
            }
            pages += 1;
            let held = self.store.advance(&sync, token, LEASE_SECONDS).await?;
            if !held || sync.status != SyncStatus::Running {
                return Ok(Turn::Read(pages));
            }
        }
        self.store.release(store, token, self.clock.now(), None).await?;
        Ok(Turn::Read(pages))
    }

    /// Reads and takes in the next page, and moves on.
    async fn page(&self, sync: &mut Synchronisation, access: &ShopAccess) -> Result<(), TakeInError> {
        let page = self.api.page(access, sync.place.request(sync.since)).await?;
        let taken = self.take_in(sync.store, sync.place.stage, &page.items, Origin::Import, Some(access)).await?;
        sync.add(taken);
        sync.error = None;
        match sync.place.after(&page) {
            Some(next) => sync.place = next,
            None => sync.end(SyncStatus::Completed, self.clock.now()),
        }
        Ok(())
    }

    /// After trouble with the shop: another time, or never when time will not help.
    async fn put_off(
        &self,
        sync: Synchronisation,
        claimed: &Claimed,
        pages: u32,
        error: &ShopError,
    ) -> Result<(), StoreError> {
        let attempt = if pages > 0 { 0 } else { claimed.attempt };
        let may_pass = matches!(error, ShopError::Unavailable(_));
        if !may_pass || attempt + 1 >= ATTEMPTS {
            return self.fail(sync, claimed.token, error.to_string()).await;
        }
        let pause = TimeDelta::seconds(30_i64 << attempt.min(8));
        let due = self.clock.now() + pause;
        self.store.release(sync.store, claimed.token, due, Some(&error.to_string())).await
    }

    async fn fail(&self, mut sync: Synchronisation, token: uuid::Uuid, why: String) -> Result<(), StoreError> {
        sync.error = Some(why);
        sync.end(SyncStatus::Failed, self.clock.now());
        self.store.advance(&sync, token, LEASE_SECONDS).await.map(drop)
    }
}

impl Synchronisation {
    fn add(&mut self, taken: TakenIn) {
        self.tally.created += taken.tally.created;
        self.tally.updated += taken.tally.updated;
        self.tally.unchanged += taken.tally.unchanged;
        self.tally.refused += taken.tally.refused;
        let room = REFUSALS.saturating_sub(self.refusals.len());
        self.refusals.extend(taken.refused.into_iter().take(room));
    }

    fn end(&mut self, status: SyncStatus, now: chrono::DateTime<chrono::Utc>) {
        self.status = status;
        self.completed_at = Some(now);
    }
}
