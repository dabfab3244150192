//! What is done when somebody comes by a link of ours.

use std::{net::IpAddr, sync::Arc};

use growffinity_kernel::{Clock, StoreError};

use super::{Hit, HitKind, HitSink, HitStore, MOST_AGENT, Purpose, Recipient, TrackingKeys};

/// Who comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// From where.
    pub address: Option<IpAddr>,
    /// What their program calls itself; empty when it does not.
    pub agent: String,
    /// Whether only the headers are asked for.
    pub is_head: bool,
}

/// Links of messages: what they lead to, and what is noted of those who follow them.
#[derive(Clone)]
pub struct Tracking {
    keys: TrackingKeys,
    sink: Arc<dyn HitSink>,
    store: Arc<dyn HitStore>,
    clock: Arc<dyn Clock>,
}

/// Hits judged in one turn.
const AT_ONCE: u32 = 500;

impl Tracking {
    /// The service over these ports; links are those signed with `keys`.
    pub fn new(keys: TrackingKeys, sink: Arc<dyn HitSink>, store: Arc<dyn HitStore>, clock: Arc<dyn Clock>) -> Self {
        Self { keys, sink, store, clock }
    }

    /// Notes that the picture of `token` was fetched; `false` when there is none.
    pub async fn opened(&self, token: &str, visitor: Visitor) -> bool {
        let Some(recipient) = self.keys.recipient(Purpose::Open, token) else { return false };
        self.note(recipient, HitKind::Open, visitor).await;
        true
    }

    /// Notes that the link of `token` was followed, and answers where it leads; `None` when there is none.
    pub async fn clicked(&self, token: &str, visitor: Visitor) -> Option<String> {
        let (recipient, links, link) = self.keys.link(token)?;
        self.note(recipient, HitKind::Click { link: link.clone(), links }, visitor).await;
        Some(link)
    }

    async fn note(&self, recipient: Recipient, kind: HitKind, visitor: Visitor) {
        let agent = visitor.agent.get(..visitor.agent.floor_char_boundary(MOST_AGENT)).unwrap_or_default().to_owned();
        let hit =
            Hit { recipient, kind, at: self.clock.now(), address: visitor.address, agent, is_head: visitor.is_head };
        self.sink.take(hit).await;
    }

    /// Whose way out `token` is; `None` when there is none.
    pub fn unsubscribing(&self, token: &str) -> Option<Recipient> {
        self.keys.recipient(Purpose::Unsubscribe, token)
    }

    /// Whose preferences `token` is of; `None` when there are none.
    pub fn choosing(&self, token: &str) -> Option<Recipient> {
        self.keys.recipient(Purpose::Preferences, token)
    }

    /// Counts `recipient` as unsubscribed by the campaign, once.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn unsubscribed(&self, recipient: &Recipient) -> Result<(), StoreError> {
        self.store.unsubscribed(recipient, self.clock.now()).await
    }

    /// Judges some of the hits that are due, and answers how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn judge(&self) -> Result<u64, StoreError> {
        self.store.judge(self.clock.now(), AT_ONCE).await
    }
}
