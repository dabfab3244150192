//! Working at a lane until nothing in it is due.

use std::collections::HashSet;

use chrono::TimeDelta;
use growffinity_kernel::{DeliveryId, StoreError};

use super::{
    Deliveries,
    send::{Item, Signer},
};
use crate::ports::{Attempted, Batch, LaneClaim, Pending};

/// Deliveries of one lane that have their bodies.
struct Ready {
    signer: Signer,
    deliveries: Vec<Pending>,
    last: DeliveryId,
}

/// What reading ahead found.
enum Ahead {
    Ready(Box<Ready>),
    Nothing,
    /// The lane is no longer ours, or the webhook is not told of events any more.
    Lost,
}

impl Deliveries {
    /// Posts what is due in a lane, in batches, until nothing is; answers how many attempts were made. While one batch is
    /// posted the next is read and the one before is written down. `stop` asks to end after the batch that is being posted.
    ///
    /// # Errors
    /// When a store fails. What was posted and not written down is posted again, by whoever has the lane next.
    pub async fn work_lane(
        &self,
        claim: LaneClaim,
        stop: &(dyn Fn() -> bool + Send + Sync),
    ) -> Result<u64, StoreError> {
        let mut done = 0;
        while !stop() {
            let (attempts, lost) = self.walk(claim, stop).await?;
            done += attempts;
            if lost {
                return Ok(done);
            }
            if attempts == 0 {
                break;
            }
        }
        self.work.release(claim, self.clock.now()).await?;
        Ok(done)
    }

    /// Once through what is due, by id. Answers how many attempts were made, and whether the lane was lost.
    async fn walk(&self, claim: LaneClaim, stop: &(dyn Fn() -> bool + Send + Sync)) -> Result<(u64, bool), StoreError> {
        let mut held: HashSet<Item> = HashSet::new();
        let (mut attempts, mut done) = (Vec::new(), 0);
        let mut ahead = self.read_ahead(claim, None).await?;
        loop {
            let ready = match ahead {
                Ahead::Ready(ready) if !stop() => ready,
                Ahead::Ready(_) | Ahead::Nothing => return Ok((done, self.write(claim, attempts).await?)),
                Ahead::Lost => {
                    self.write(claim, attempts).await?;
                    return Ok((done, true));
                }
            };
            let Ready { signer, deliveries, last } = *ready;
            let (sent, read, ended) = futures::join!(
                self.send_all(claim.lane, &signer, deliveries, &mut held),
                self.read_ahead(claim, Some(last)),
                self.write(claim, std::mem::take(&mut attempts)),
            );
            done += u64::try_from(sent.attempts.len()).unwrap_or(u64::MAX);
            attempts = sent.attempts;
            let ended = ended?;
            if ended || sent.cut {
                return Ok((done, self.write(claim, attempts).await? || ended));
            }
            ahead = match read {
                Ok(ahead) => ahead,
                Err(error) => {
                    // What was posted is written down if that can be done.
                    self.write(claim, attempts).await?;
                    return Err(error);
                }
            };
        }
    }

    async fn read_ahead(&self, claim: LaneClaim, after: Option<DeliveryId>) -> Result<Ahead, StoreError> {
        let (limit, seconds) = (self.config.batch, self.config.lease_seconds());
        let Some(mut batch) = self.work.next(claim, after, limit, seconds, self.clock.now()).await? else {
            return Ok(Ahead::Lost);
        };
        let Some(last) = batch.deliveries.last().map(|pending| pending.id) else { return Ok(Ahead::Nothing) };
        if !self.freeze(&mut batch).await? {
            return Ok(Ahead::Lost);
        }
        let signer = self.signer(&batch)?;
        let Batch { deliveries, .. } = batch;
        Ok(Ahead::Ready(Box::new(Ready { signer, deliveries, last })))
    }

    /// Writes attempts down; answers whether that disabled the webhook.
    async fn write(&self, claim: LaneClaim, attempts: Vec<Attempted>) -> Result<bool, StoreError> {
        if attempts.is_empty() {
            return Ok(false);
        }
        let now = self.clock.now();
        let patience = TimeDelta::from_std(self.config.policy.disable_after).unwrap_or(TimeDelta::MAX);
        let before = now.checked_sub_signed(patience).unwrap_or(chrono::DateTime::<chrono::Utc>::MIN_UTC);
        Ok(self.work.record(claim, attempts, before, self.config.lease_seconds(), now).await?.is_some())
    }
}
