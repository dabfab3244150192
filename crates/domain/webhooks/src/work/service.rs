//! The service that workers use.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use chrono_tz::Tz;
use growffinity_kernel::{Clock, Random, StoreError};

use crate::{
    Policy,
    ports::{DeliveryWork, ItemView, Lane, LaneClaim, SecretSeal, Transport},
};

/// Deliveries on their way.
#[derive(Clone)]
pub struct Deliveries {
    pub(super) work: Arc<dyn DeliveryWork>,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) views: Arc<dyn ItemView>,
    pub(super) seal: Arc<dyn SecretSeal>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) random: Arc<dyn Random>,
    pub(super) config: Arc<DeliveriesConfig>,
}

/// What is decided about deliveries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveriesConfig {
    /// When they are tried again.
    pub policy: Policy,
    /// The site's address with a slash at its end.
    pub source: String,
    /// The site's zone.
    pub zone: Tz,
    /// Requests to one webhook at once.
    pub concurrency: usize,
    /// Deliveries read at once.
    pub batch: u32,
    /// The longest that one request takes.
    pub timeout: Duration,
    /// How long deliveries are kept once they have ended.
    pub keep: TimeDelta,
}

impl DeliveriesConfig {
    /// How long a worker is trusted without a sign of life. It gives one with each batch, which takes two time-outs at most.
    pub(super) fn lease_seconds(&self) -> u32 {
        u32::try_from(self.timeout.as_secs()).unwrap_or(u32::MAX / 8).saturating_mul(3).saturating_add(5)
    }
}

/// Deliveries forgotten in one turn.
const FORGOTTEN_AT_ONCE: u32 = 5_000;

impl Deliveries {
    /// The service over these ports.
    pub fn new(
        work: Arc<dyn DeliveryWork>,
        (transport, views): (Arc<dyn Transport>, Arc<dyn ItemView>),
        seal: Arc<dyn SecretSeal>,
        (clock, random): (Arc<dyn Clock>, Arc<dyn Random>),
        config: DeliveriesConfig,
    ) -> Self {
        Self { work, transport, views, seal, clock, random, config: Arc::new(config) }
    }

    /// Takes up to `most` lanes that have work.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn claim(&self, lane: Lane, most: u32) -> Result<Vec<LaneClaim>, StoreError> {
        let seconds = self.config.lease_seconds();
        self.work.claim(lane, most, self.random.uuid(), seconds, self.clock.now()).await
    }

    /// Removes some deliveries that ended long ago, and answers how many.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_old(&self) -> Result<u64, StoreError> {
        self.work.forget(self.clock.now() - self.config.keep, FORGOTTEN_AT_ONCE).await
    }
}
