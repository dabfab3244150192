//! Services that are made of several things.

use std::sync::Arc;

use growffinity_api::{KeptBulkReader, LineReader};
use growffinity_campaigns::tracking::{Tracker, Tracking};
use growffinity_customers::{
    PersonalData,
    bulk::{Bulk, BulkServices},
    imports::Imports,
};
use growffinity_files::FileStore;
use growffinity_kernel::Clock;
use growffinity_postgres::{Database, PgBulk, PgCustomers, PgHits, PgImports, PgPersonalData};
use growffinity_rendering::TemplateRenderer;

use super::{Outside, settings::imports_config};
use crate::{config::Config, hits::HitBuffer, secrets::Secrets};

pub(super) fn personal_data(database: &Database, secrets: &Secrets, clock: Arc<dyn Clock>) -> PersonalData {
    let store = Arc::new(PgPersonalData::new(database.clone(), secrets.addresses.clone()));
    PersonalData::new(store, Arc::new(PgCustomers::new(database.clone())), clock)
}

pub(super) fn tracking(database: &Database, secrets: &Secrets, clock: Arc<dyn Clock>) -> (Tracking, Arc<HitBuffer>) {
    let kept = Arc::new(PgHits::new(database.clone()));
    let hits = Arc::new(HitBuffer::new(kept.clone()));
    (Tracking::new(secrets.tracking.clone(), hits.clone(), kept, clock), hits)
}

/// Links in messages begin with the public address.
pub(super) fn tracker(config: &Config, secrets: &Secrets, weaver: Arc<TemplateRenderer>) -> Tracker {
    let base = config.public_url.clone().unwrap_or_else(|| format!("http://{}", config.listen));
    let postal_address = config.site.postal_address.clone().unwrap_or_default();
    Tracker::new(secrets.tracking.clone(), weaver, &base, config.site.name.clone(), postal_address)
}

pub(super) fn imports(config: &Config, store: Arc<PgImports>, outside: &Outside) -> Imports {
    Imports::new(
        store,
        Arc::new(FileStore::local(&config.files.dir())),
        Arc::new(LineReader::new(config.site.site)),
        outside.clock.clone(),
        outside.random.clone(),
        imports_config(config),
    )
}

pub(super) fn bulk(
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
