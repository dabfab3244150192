//! Adapters put under the domain's services.

use std::{fmt, sync::Arc};

use anyhow::Context as _;
use chrono::TimeDelta;
use growffinity_access::{Access, invitations::Invitations, keys::ApiKeys};
use growffinity_api::{KeptBulkReader, LineReader};
use growffinity_campaigns::{
    Campaigns, Sending, SendingConfig, Suppressions,
    ports::Mailer,
    tracking::{Tracker, Tracking},
};
use growffinity_customers::{
    Companies, Customers, CustomersConfig, LabelRules, Labels, Marks, Orders, PersonalData, Platform, Products, Stores,
    bulk::{Bulk, BulkServices},
    custom_events::CustomEvents,
    imports::{Imports, ImportsConfig},
    notes::Notes,
    recounts::Recounts,
    sync::ShopSync,
    timeline::Timeline,
};
use growffinity_files::FileStore;
use growffinity_kernel::{Clock, Currency, EmailAddress, Random, StoreError, SystemClock};
use growffinity_postgres::{
    Database, DatabaseSettings, Listener, PgAccess, PgApiKeys, PgAuditLog, PgBulk, PgCampaigns, PgCompanies,
    PgCustomEvents, PgCustomers, PgHits, PgHousekeeping, PgIdempotency, PgImports, PgInvitations, PgLabels, PgMarks,
    PgNotes, PgOrders, PgOutbox, PgPersonalData, PgProducts, PgRecounts, PgRevocationNews, PgRfm, PgSegmentCatalog,
    PgSegments, PgSendLedger, PgStores, PgSuppressions, PgTimeline, WorkNews,
};
use growffinity_rendering::TemplateRenderer;
use growffinity_segmentation::{LiveSegments, Segments, rfm::Rfm};
use growffinity_smtp::MailedInvitations;
use growffinity_webhooks::Webhooks;
use growffinity_worker::{
    DispatchEvents, DoBulkJobs, JudgeHits, KeepHouse, KeepLabels, KeepLiveSegments, KeepRfm, RefreshSegments,
    SendMessages, SettleLeftOver, StartCampaigns, SyncShops, TakeInImports, Task, TidyImports, Wakes, Workers,
    WorkersConfig,
};
use serde_json::{Map, Value};

use crate::{
    config::{Config, LabelsConfig},
    hits::HitBuffer,
    mail::Mail,
    secrets::{Secrets, StoreSeal},
    shops,
    system::SystemRandom,
    webhooks,
};

/// Events the dispatcher passes on in one turn.
const EVENTS_AT_ONCE: u32 = 2_000;
/// What the shop is called that exists from the start: the first one made is the default.
const DEFAULT_STORE: &str = "Default";

/// A worker shows a sign of life with each batch, so a dead one need not be waited for as long as for mail.
const LONGEST_IMPORT_LEASE: u32 = 60;

/// What comes in from outside: time, randomness and, in tests, the mailer.
#[derive(Clone)]
pub struct Outside {
    /// Business time.
    pub clock: Arc<dyn Clock>,
    /// Random bytes.
    pub random: Arc<dyn Random>,
    /// A mailer instead of the configured one.
    pub mailer: Option<Arc<dyn Mailer>>,
}

impl Outside {
    /// The system's clock and randomness, the configured mailer.
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), random: Arc::new(SystemRandom), mailer: None }
    }
}

/// The services, wired.
#[derive(Clone)]
pub struct App {
    /// Users and credentials.
    pub access: Arc<Access>,
    /// Who is invited to call.
    pub invitations: Arc<Invitations>,
    /// API keys.
    pub keys: Arc<ApiKeys>,
    /// What secrets are encrypted with.
    pub secrets: Secrets,
    /// Customers.
    pub customers: Customers,
    /// Tags and groups.
    pub marks: Marks,
    /// Companies.
    pub companies: Companies,
    /// Orders.
    pub orders: Orders,
    /// What shops tell that customers do.
    pub custom_events: CustomEvents,
    /// What happened to customers.
    pub timeline: Timeline,
    /// Notes on customers.
    pub notes: Notes,
    /// Recounts of what is kept beside the orders.
    pub recounts: Recounts,
    /// Labels of customers.
    pub labels: Labels,
    /// Products.
    pub products: Products,
    /// Shops.
    pub stores: Stores,
    /// Jobs on many customers.
    pub bulk: Bulk,
    /// Imports.
    pub imports: Imports,
    /// Shops' data coming in.
    pub shops: ShopSync,
    /// Segments.
    pub segments: Segments,
    /// Scores of RFM.
    pub rfm: Rfm,
    /// Segments that follow their customers.
    pub live_segments: LiveSegments,
    /// Campaigns.
    pub campaigns: Campaigns,
    /// All that is kept of customers.
    pub personal_data: PersonalData,
    /// Links of messages.
    pub tracking: Tracking,
    /// Hits on their way to the database.
    pub hits: Arc<HitBuffer>,
    /// Addresses that are not mailed.
    pub suppressions: Suppressions,
    /// Who is told what happens.
    pub webhooks: Webhooks,
    /// Sending.
    pub sending: Sending,
    /// Who did what.
    pub audit: PgAuditLog,
    /// Requests that were done and may be sent again.
    pub idempotency: PgIdempotency,
    /// The database's health and upkeep.
    pub housekeeping: PgHousekeeping,
    /// Where mail goes.
    pub mail: Mail,
    /// What came in from outside.
    pub outside: Outside,
    /// What deliveries of webhooks are made with.
    pub(crate) hooks: webhooks::Wired,
    config: Arc<Config>,
    direct: DatabaseSettings,
    database: Database,
    outbox: PgOutbox,
    currency: Currency,
    poll: std::time::Duration,
}

impl App {
    /// Wires the services over the PostgreSQL at `url`. Connections are opened as they are needed.
    ///
    /// # Errors
    /// When the pool or the mailer can't be made of the configuration.
    pub fn build(config: &Config, url: &str, outside: Outside) -> anyhow::Result<Self> {
        let settings = database_settings(config, url);
        let direct = direct_settings(config, &settings);
        let database = Database::open(settings)?;
        let secrets = Secrets::open(config, outside.random.clone())?;
        let mail = match &outside.mailer {
            Some(mailer) => Mail::Given(mailer.clone()),
            None => Mail::open(config, outside.clock.clone())?,
        };
        let site = config.site.site;
        let default_consent = config.site.default_consent;
        let clock = || outside.clock.clone();
        let (renderer, campaigns) = (Arc::new(TemplateRenderer::new()), Arc::new(PgCampaigns::new(database.clone())));
        let catalog = Arc::new(PgSegmentCatalog::new(database.clone()));
        let orders = Arc::new(PgOrders::new(database.clone()));
        let personal_data = personal_data(&database, &secrets, clock());
        let suppressions = Arc::new(PgSuppressions::new(database.clone(), secrets.addresses.clone()));
        let sending = Sending::new(
            campaigns.clone(),
            Arc::new(PgSendLedger::new(database.clone(), site.currency, secrets.addresses.clone())),
            mail.mailer(),
            renderer.clone(),
            clock(),
            outside.random.clone(),
            sending_config(config),
        )
        .tracked(tracker(config, &secrets));
        let (tracking, hits) = tracking(&database, &secrets, clock());
        let news = Arc::new(PgRevocationNews::new(database.clone()));
        let access = Access::new(Arc::new(PgAccess::new(database.clone())), clock(), outside.random.clone());
        let access = access.telling(news.clone());
        let post = MailedInvitations::new(mail.mailer(), sender(config)?);
        let invitations = Invitations::new(
            Arc::new(PgInvitations::new(database.clone())),
            Arc::new(post),
            clock(),
            outside.random.clone(),
        );
        let keys = Arc::new(PgApiKeys::new(database.clone()));
        let keys = ApiKeys::new(keys.clone(), keys, secrets.cipher.clone(), news, clock(), outside.random.clone())
            .beside(&access);
        let seal = Arc::new(StoreSeal(secrets.cipher.clone()));
        let stores = Stores::new(Arc::new(PgStores::new(database.clone())), seal, clock());
        let orders = Orders::new(orders, clock(), site, default_consent);
        let products = Products::new(Arc::new(PgProducts::new(database.clone())), clock());
        let shops = shops::wire(config, database.clone(), &stores, (&orders, &products), &outside)?;
        let customers =
            Customers::new(Arc::new(PgCustomers::new(database.clone())), clock(), CustomersConfig { default_consent });
        let marks = Marks::new(Arc::new(PgMarks::new(database.clone())), clock());
        let each =
            BulkServices { customers: customers.clone(), marks: marks.clone(), personal_data: personal_data.clone() };
        let imports_store = Arc::new(PgImports::new(database.clone(), secrets.addresses.clone()));
        let bulk = bulk(config, (&database, &imports_store), each, &outside);
        let hooks = webhooks::wire(config, &database, &secrets.cipher, &outside)?;
        Ok(Self {
            webhooks: hooks.webhooks.clone(),
            hooks,
            config: Arc::new(config.clone()),
            access: Arc::new(access),
            invitations: Arc::new(invitations),
            keys: Arc::new(keys),
            secrets,
            direct,
            customers,
            marks,
            bulk,
            companies: Companies::new(Arc::new(PgCompanies::new(database.clone())), clock()),
            orders,
            custom_events: CustomEvents::new(
                Arc::new(PgCustomEvents::new(database.clone())),
                clock(),
                CustomersConfig { default_consent },
            ),
            timeline: Timeline::new(Arc::new(PgTimeline::new(database.clone()))),
            notes: Notes::new(Arc::new(PgNotes::new(database.clone())), clock()),
            recounts: Recounts::new(Arc::new(PgRecounts::new(database.clone())), clock()),
            labels: Labels::new(Arc::new(PgLabels::new(database.clone())), clock(), label_rules(config)),
            products,
            stores,
            imports: imports(config, imports_store, &outside),
            shops,
            segments: Segments::new(Arc::new(PgSegments::new(database.clone())), clock(), site),
            rfm: Rfm::new(Arc::new(PgRfm::new(database.clone())), clock(), site),
            live_segments: LiveSegments::new(Arc::new(PgSegments::new(database.clone())), clock(), site),
            campaigns: Campaigns::new(campaigns, catalog, renderer, clock()),
            tracking,
            hits,
            personal_data,
            suppressions: Suppressions::new(suppressions, clock()),
            sending,
            audit: PgAuditLog::new(database.clone()),
            idempotency: PgIdempotency::new(database.clone()),
            housekeeping: PgHousekeeping::new(database.clone()).keeping_audit_log(config.audit.keep),
            mail,
            outbox: PgOutbox::new(database.clone()),
            database,
            currency: site.currency,
            poll: config.worker.poll,
            outside,
        })
    }

    /// Makes the shop that orders belong to which name none, unless there is one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ensure_default_store(&self) -> Result<(), StoreError> {
        self.stores.ensure_default(DEFAULT_STORE, Platform::Api, self.currency).await?;
        Ok(())
    }

    /// Listens to what other nodes tell, for as long as what is answered lives, and tells them of work from now on.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn listen(&self) -> Result<Listener, StoreError> {
        let (access, keys) = (Arc::clone(&self.access), Arc::clone(&self.keys));
        let forget = move || {
            access.forget_credentials();
            keys.forget_credentials();
        };
        self.database.tell_others_of_work();
        let database = self.database.clone();
        Listener::start(self.direct.clone(), forget, move || database.wake_workers())
    }

    /// The work that is done in the background, by its kinds.
    pub fn tasks(&self) -> Vec<Arc<dyn Task>> {
        let mut tasks: Vec<Arc<dyn Task>> = vec![
            Arc::new(DispatchEvents {
                outbox: Arc::new(self.outbox.clone()),
                clock: self.outside.clock.clone(),
                batch: EVENTS_AT_ONCE,
            }),
            Arc::new(RefreshSegments { segments: self.segments.clone() }),
            Arc::new(KeepLiveSegments { segments: self.live_segments.clone() }),
            Arc::new(StartCampaigns { sending: self.sending.clone() }),
            // Two, so that one hands messages over while the other writes down what came of its own.
            Arc::new(SendMessages { sending: self.sending.clone() }),
            Arc::new(SendMessages { sending: self.sending.clone() }),
            Arc::new(SettleLeftOver { sending: self.sending.clone() }),
            Arc::new(JudgeHits { tracking: self.tracking.clone() }),
            Arc::new(SyncShops { shops: self.shops.clone() }),
            Arc::new(KeepLabels { labels: self.labels.clone() }),
            Arc::new(KeepRfm { rfm: self.rfm.clone() }),
            // Two, so that a short file need not wait for a long one.
            Arc::new(TakeInImports { imports: self.imports.clone() }),
            Arc::new(TakeInImports { imports: self.imports.clone() }),
            Arc::new(DoBulkJobs { bulk: self.bulk.clone() }),
            Arc::new(TidyImports { imports: self.imports.clone() }),
            Arc::new(KeepHouse { housekeeper: Arc::new(self.housekeeping.clone()) }),
        ];
        tasks.extend(webhooks::tasks(&self.config, self));
        tasks
    }

    /// Those who do it.
    pub fn workers(&self) -> Workers {
        let config = WorkersConfig { poll: self.poll, ..WorkersConfig::default() };
        let WorkNews { events, work } = self.database.work_news();
        Workers::new(self.tasks(), self.outside.random.clone(), config).woken_by(Wakes { events, work })
    }
}

fn database_settings(config: &Config, url: &str) -> DatabaseSettings {
    DatabaseSettings {
        url: url.to_owned(),
        pool_size: config.database.pool_size,
        pool_wait: config.database.pool_wait,
        statement_timeout: config.database.statement_timeout,
        statement_cache: config.database.statement_cache,
    }
}

/// A way past any pooler.
fn direct_settings(config: &Config, settings: &DatabaseSettings) -> DatabaseSettings {
    let url = config.database.direct_url.as_ref().map_or(settings.url.as_str(), |url| url.expose());
    DatabaseSettings { url: url.to_owned(), ..settings.clone() }
}

fn label_rules(config: &Config) -> LabelRules {
    let LabelsConfig { vip_spent, at_risk_after, new_for } = config.labels;
    LabelRules { vip_spent, at_risk_after, new_for, timezone: config.site.site.timezone }
}

/// Who invitations come from: the configured address, or one at the host of the public address.
fn sender(config: &Config) -> anyhow::Result<EmailAddress> {
    if let Some(from) = &config.smtp.from {
        return Ok(from.clone());
    }
    let after_scheme = config.public_url.as_deref().and_then(|url| url.split_once("://")).map(|(_, rest)| rest);
    let host = after_scheme.and_then(|rest| rest.split(['/', ':']).next()).unwrap_or_default();
    let own = format!("no-reply@{host}").parse();
    // Nobody can answer at a host without a name, nor is mail from there taken; files don't mind.
    own.or_else(|_| "no-reply@growffinity.invalid".parse()).context("smtp.from")
}

fn personal_data(database: &Database, secrets: &Secrets, clock: Arc<dyn Clock>) -> PersonalData {
    let store = Arc::new(PgPersonalData::new(database.clone(), secrets.addresses.clone()));
    PersonalData::new(store, Arc::new(PgCustomers::new(database.clone())), clock)
}

fn tracking(database: &Database, secrets: &Secrets, clock: Arc<dyn Clock>) -> (Tracking, Arc<HitBuffer>) {
    let kept = Arc::new(PgHits::new(database.clone()));
    let hits = Arc::new(HitBuffer::new(kept.clone()));
    (Tracking::new(secrets.tracking.clone(), hits.clone(), kept, clock), hits)
}

/// Links in messages begin with the public address.
fn tracker(config: &Config, secrets: &Secrets) -> Tracker {
    let base = config.public_url.clone().unwrap_or_else(|| format!("http://{}", config.listen));
    let postal_address = config.site.postal_address.clone().unwrap_or_default();
    let weaver = Arc::new(TemplateRenderer::new());
    Tracker::new(secrets.tracking.clone(), weaver, &base, config.site.name.clone(), postal_address)
}

fn sending_config(config: &Config) -> SendingConfig {
    let mut site = Map::new();
    site.insert("name".to_owned(), Value::from(config.site.name.clone()));
    if let Some(url) = &config.public_url {
        site.insert("url".to_owned(), Value::from(url.clone()));
    }
    SendingConfig {
        batch: config.worker.batch,
        window: config.worker.window,
        lease_seconds: u32::try_from(config.worker.lease.as_secs()).unwrap_or(u32::MAX),
        max_attempts: config.worker.max_attempts,
        site,
    }
}

fn imports(config: &Config, store: Arc<PgImports>, outside: &Outside) -> Imports {
    Imports::new(
        store,
        Arc::new(FileStore::local(&config.files.dir())),
        Arc::new(LineReader::new(config.site.site)),
        outside.clock.clone(),
        outside.random.clone(),
        imports_config(config),
    )
}

fn bulk(
    config: &Config,
    (database, jobs): (&Database, &Arc<PgImports>),
    each: BulkServices,
    outside: &Outside,
) -> Bulk {
    Bulk::new(
        (Arc::new(PgBulk::new(database.clone())), jobs.clone()),
        Arc::new(KeptBulkReader::new(config.site.site)),
        each,
        outside.clock.clone(),
        outside.random.clone(),
        imports_config(config).lease_seconds,
    )
}

fn imports_config(config: &Config) -> ImportsConfig {
    ImportsConfig {
        site: config.site.site,
        default_consent: config.site.default_consent,
        max_bytes: config.imports.max_bytes,
        batch: config.imports.batch,
        lease_seconds: u32::try_from(config.worker.lease.as_secs()).unwrap_or(u32::MAX).min(LONGEST_IMPORT_LEASE),
        keep: TimeDelta::days(i64::from(config.imports.keep_days)),
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("mail", &self.mail).finish_non_exhaustive()
    }
}
