//! Posting the deliveries of a batch: different items side by side, one item's in their order.

use std::{
    collections::{HashMap, HashSet},
    sync::atomic::{AtomicI64, Ordering},
};

use futures::{StreamExt, stream};
use growffinity_kernel::{ObjectType, StoreError};

use super::{Deliveries, DeliveriesConfig};
use crate::{
    Attempt, Told, Verdict, Webhook, WebhookSecret, headers, judge,
    ports::{Attempted, Batch, Lane, Pending, Post},
};

/// What is kept in order: an item, by its kind and [`crate::order_key`].
pub(super) type Item = (ObjectType, i64);

/// A webhook and what its deliveries are signed with.
pub(super) struct Signer {
    pub(super) webhook: Webhook,
    present: WebhookSecret,
    previous: Option<WebhookSecret>,
}

impl Signer {
    fn secrets(&self) -> Vec<&WebhookSecret> {
        std::iter::once(&self.present).chain(&self.previous).collect()
    }
}

impl Deliveries {
    pub(super) fn signer(&self, batch: &Batch) -> Result<Signer, StoreError> {
        let open = |sealed: &Vec<u8>| self.seal.open(sealed).map(WebhookSecret::stored);
        Ok(Signer {
            webhook: batch.webhook.clone(),
            present: open(&batch.secret)?,
            previous: batch.previous_secret.as_ref().map(open).transpose()?,
        })
    }

    /// Makes one attempt at each of `deliveries`, leaving out those of items in `held`. What is not delivered puts its item
    /// there: whatever comes after it has to wait. A batch at a slow receiver is cut off after about a time-out, so that the
    /// lane's lease can be renewed; what is left of it is due again.
    pub(super) async fn send_all(
        &self,
        lane: Lane,
        signer: &Signer,
        deliveries: Vec<Pending>,
        held: &mut HashSet<Item>,
    ) -> Sent {
        let chains = chains(lane, deliveries, held);
        let budget = Budget::new(&self.config);
        let sent = stream::iter(chains).map(|(item, chain)| {
            let budget = &budget;
            async move { (item, self.send_chain(lane, signer, chain, budget).await) }
        });
        let mut sent = sent.buffer_unordered(self.config.concurrency.max(1));
        let mut attempts = Vec::new();
        while let Some((item, chain)) = sent.next().await {
            if !chain.last().is_some_and(goes_on) {
                held.insert(item);
            }
            attempts.extend(chain);
        }
        Sent { attempts, cut: budget.is_spent() }
    }

    /// One item's deliveries, each after the one before it came to its end.
    async fn send_chain(&self, lane: Lane, signer: &Signer, chain: Vec<Pending>, budget: &Budget) -> Vec<Attempted> {
        let mut attempts: Vec<Attempted> = Vec::with_capacity(chain.len());
        for pending in chain {
            if budget.is_spent() || !attempts.last().is_none_or(goes_on) {
                break;
            }
            let attempted = self.send(lane, signer, pending).await;
            budget.spend(attempted.attempt.milliseconds);
            attempts.push(attempted);
        }
        attempts
    }

    async fn send(&self, lane: Lane, signer: &Signer, pending: Pending) -> Attempted {
        let started_at = self.clock.now();
        let number = pending.attempts.saturating_add(1);
        let body = pending.body.unwrap_or_default().into_bytes();
        let told = Told {
            delivery: pending.id,
            reference: &pending.reference,
            kind: pending.kind,
            event: pending.event,
            type_name: &pending.type_name,
            attempt: number,
            at: started_at,
            body: &body,
        };
        let headers = headers(&signer.webhook, &signer.secrets(), &self.config.source, told);
        let posted = self.transport.post(Post { url: signer.webhook.delivery_url.clone(), headers, body, lane }).await;
        let mut chance = [0];
        self.random.fill(&mut chance);
        let [chance] = chance;
        let verdict = judge(&posted, pending.kind, number, &self.config.policy, chance, self.clock.now());
        let kept = |body: &Vec<u8>| String::from_utf8_lossy(body).replace('\0', "\u{fffd}");
        Attempted {
            delivery: pending.id,
            kind: pending.kind,
            attempt: Attempt {
                number,
                started_at,
                milliseconds: posted.milliseconds,
                status_code: posted.outcome.as_ref().ok().map(|answer| answer.status),
                response_body: posted.outcome.as_ref().ok().map(|answer| kept(&answer.body)),
                error: posted.outcome.err().map(|fault| fault.to_string()),
            },
            verdict,
        }
    }
}

/// What came of a batch.
pub(super) struct Sent {
    pub(super) attempts: Vec<Attempted>,
    /// Whether not all were tried.
    pub(super) cut: bool,
}

/// Whether the next delivery of the item may be tried.
const fn goes_on(attempted: &Attempted) -> bool {
    matches!(attempted.verdict, Verdict::Delivered | Verdict::Failed)
}

/// The deliveries of each item, in their order. A probe is an item of its own.
fn chains(lane: Lane, deliveries: Vec<Pending>, held: &HashSet<Item>) -> Vec<(Item, Vec<Pending>)> {
    let mut chains: Vec<(Item, Vec<Pending>)> = Vec::new();
    let mut places: HashMap<Item, usize> = HashMap::new();
    for pending in deliveries {
        let item = (pending.object, pending.order_key);
        if lane == Lane::Probe {
            chains.push((item, vec![pending]));
        } else if !held.contains(&item) {
            let place = *places.entry(item).or_insert_with(|| {
                chains.push((item, Vec::new()));
                chains.len() - 1
            });
            if let Some((_, chain)) = chains.get_mut(place) {
                chain.push(pending);
            }
        }
    }
    chains
}

/// The time that a batch may take, counted by what its requests took.
struct Budget {
    left: AtomicI64,
}

impl Budget {
    fn new(config: &DeliveriesConfig) -> Self {
        let one = i64::try_from(config.timeout.as_millis()).unwrap_or(i64::MAX);
        Self { left: AtomicI64::new(one.saturating_mul(i64::try_from(config.concurrency.max(1)).unwrap_or(1))) }
    }

    fn spend(&self, milliseconds: u32) {
        self.left.fetch_sub(i64::from(milliseconds), Ordering::Relaxed);
    }

    fn is_spent(&self) -> bool {
        self.left.load(Ordering::Relaxed) <= 0
    }
}
