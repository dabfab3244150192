//! Adapters put under the domain's services.

mod parts;
mod settings;
mod tasks;

use std::{fmt, sync::Arc};

use growffinity_access::{Access, invitations::Invitations, keys::ApiKeys};
use growffinity_campaigns::{Campaigns, Sending, Suppressions, ports::Mailer, tracking::Tracking};
use growffinity_customers::{
    Companies, Customers, CustomersConfig, Labels, Marks, Orders, PersonalData, Platform, Products, Stores,
    bulk::{Bulk, BulkServices},
    custom_events::CustomEvents,
    imports::Imports,
    notes::Notes,
    recounts::Recounts,
    sync::ShopSync,
    timeline::Timeline,
};
use growffinity_kernel::{Clock, Currency, Random, StoreError, SystemClock};
use growffinity_postgres::{
    Database, DatabaseSettings, Listener, PgAccess, PgApiKeys, PgAuditLog, PgCampaigns, PgCompanies, PgCustomEvents,
    PgCustomers, PgHousekeeping, PgIdempotency, PgImports, PgInvitations, PgLabels, PgMarks, PgNotes, PgOrders,
    PgOutbox, PgProducts, PgRecounts, PgRevocationNews, PgRfm, PgSegmentCatalog, PgSegments, PgSendLedger, PgStores,
    PgSuppressions, PgTimeline,
};
use growffinity_rendering::TemplateRenderer;
use growffinity_segmentation::{LiveSegments, Segments, rfm::Rfm};
use growffinity_smtp::MailedInvitations;
use growffinity_webhooks::Webhooks;

use crate::{
    config::Config,
    hits::HitBuffer,
    mail::Mail,
    secrets::{Secrets, StoreSeal},
    shops,
    system::SystemRandom,
    webhooks,
};

/// What the shop is called that exists from the start: the first one made is the default.
const DEFAULT_STORE: &str = "Default";

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
        let connection = settings::database_settings(config, url);
        let direct = settings::direct_settings(config, &connection);
        let database = Database::open(connection)?;
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
        let personal_data = parts::personal_data(&database, &secrets, clock());
        let suppressions = Arc::new(PgSuppressions::new(database.clone(), secrets.addresses.clone()));
        let sending = Sending::new(
            campaigns.clone(),
            Arc::new(PgSendLedger::new(database.clone(), site.currency, secrets.addresses.clone())),
            mail.mailer(),
            renderer.clone(),
            clock(),
            outside.random.clone(),
            settings::sending_config(config),
        )
        .tracked(parts::tracker(config, &secrets, renderer.clone()));
        let (tracking, hits) = parts::tracking(&database, &secrets, clock());
        let news = Arc::new(PgRevocationNews::new(database.clone()));
        let access = Access::new(Arc::new(PgAccess::new(database.clone())), clock(), outside.random.clone());
        let access = access.telling(news.clone());
        let post = MailedInvitations::new(mail.mailer(), settings::sender(config)?);
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
        let bulk = parts::bulk(config, (&database, &imports_store), each, &outside);
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
            labels: Labels::new(Arc::new(PgLabels::new(database.clone())), clock(), settings::label_rules(config)),
            products,
            stores,
            imports: parts::imports(config, imports_store, &outside),
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
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("mail", &self.mail).finish_non_exhaustive()
    }
}
