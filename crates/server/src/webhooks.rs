//! Webhooks, wired: PostgreSQL and the outbound client under the services, and the API's views for what is posted.

use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
};

use chrono::TimeDelta;
use growffinity_access::{keys::SecretCipher as _, rates::MemoryRateCounter};
use growffinity_api::ItemViews;
use growffinity_kernel::StoreError;
use growffinity_outbound::{OutboundClient, OutboundSettings, WebhookTransport};
use growffinity_postgres::{Database, PgDeliveries, PgDeliveryWork, PgWebhooks};
use growffinity_webhooks::{
    Deliveries, DeliveriesConfig, Webhooks,
    ports::{Lane, SecretSeal},
};
use growffinity_worker::{DeliverWebhooks, ForgetDeliveries, Task};

use crate::{
    config::Config,
    secrets::AeadCipher,
    serve::services_over,
    wiring::{App, Outside},
};

/// Deliveries read at once.
const BATCH: u32 = 250;
/// How much of a receiver's answer is read; less is kept.
const ANSWER_LIMIT: usize = 64 * 1024;

/// The cipher as webhooks know it.
struct WebhookSeal(Arc<AeadCipher>);

impl SecretSeal for WebhookSeal {
    fn seal(&self, plain: &str) -> Vec<u8> {
        self.0.seal(plain)
    }

    fn open(&self, sealed: &[u8]) -> Result<String, StoreError> {
        self.0.open(sealed)
    }
}

/// What both services need.
#[derive(Clone)]
pub(crate) struct Wired {
    /// Webhooks, for callers.
    pub(crate) webhooks: Webhooks,
    /// The address served on, once it is known.
    pub(crate) served_on: Arc<OnceLock<SocketAddr>>,
    /// Items as the API answers them; made when they are first needed.
    views: Arc<OnceLock<Arc<ItemViews>>>,
    transport: Arc<WebhookTransport>,
    database: Database,
}

/// The service for callers, and what deliveries are made with.
pub(crate) fn wire(
    config: &Config,
    database: &Database,
    cipher: &Arc<AeadCipher>,
    outside: &Outside,
) -> anyhow::Result<Wired> {
    let settings = OutboundSettings {
        allow_private: config.webhooks.allow_private.unwrap_or(config.outbound.allow_private),
        timeout: config.webhooks.timeout,
        answer_limit: ANSWER_LIMIT,
        ..config.outbound.settings()
    };
    let transport = Arc::new(WebhookTransport::new(OutboundClient::new(settings)?));
    let webhooks = Webhooks::new(
        (Arc::new(PgWebhooks::new(database.clone())), Arc::new(PgDeliveries::new(database.clone()))),
        (transport.clone(), Arc::new(WebhookSeal(cipher.clone()))),
        (outside.clock.clone(), outside.random.clone()),
    );
    let database = database.clone();
    Ok(Wired { webhooks, served_on: Arc::default(), views: Arc::default(), transport, database })
}

/// The address callers use, without a slash at its end.
pub(crate) fn public_url(config: &Config, app: &App) -> String {
    let address = app.hooks.served_on.get().copied().unwrap_or(config.listen);
    config.public_url.clone().unwrap_or_else(|| format!("http://{address}"))
}

/// The work on deliveries.
pub(crate) fn tasks(config: &Config, app: &App) -> Vec<Arc<dyn Task>> {
    let wired = &app.hooks;
    let base = public_url(config, app);
    let views = Arc::clone(wired.views.get_or_init(|| {
        Arc::new(ItemViews::new(services_over(config, app, base.clone(), Arc::new(MemoryRateCounter::default()))))
    }));
    let settings = DeliveriesConfig {
        policy: config.webhooks.policy(),
        source: format!("{base}/"),
        zone: config.site.site.timezone,
        concurrency: config.webhooks.concurrency,
        batch: BATCH,
        timeout: config.webhooks.timeout,
        keep: TimeDelta::days(i64::from(config.webhooks.keep_days)),
    };
    let deliveries = Deliveries::new(
        Arc::new(PgDeliveryWork::new(wired.database.clone())),
        (wired.transport.clone(), views),
        Arc::new(WebhookSeal(app.secrets.cipher.clone())),
        (app.outside.clock.clone(), app.outside.random.clone()),
        settings,
    );
    let mut tasks: Vec<Arc<dyn Task>> = Vec::new();
    for lane in Lane::ALL.iter().copied() {
        tasks.push(Arc::new(DeliverWebhooks {
            deliveries: deliveries.clone(),
            lane,
            slots: if lane == Lane::First { config.webhooks.slots } else { config.webhooks.retry_slots },
            poll: config.worker.poll,
            wakes: wired.database.work_news().work,
        }));
    }
    tasks.push(Arc::new(ForgetDeliveries { deliveries }));
    tasks
}
