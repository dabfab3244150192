//! What services want to be told, from the configuration.

use anyhow::Context as _;
use chrono::TimeDelta;
use growffinity_campaigns::SendingConfig;
use growffinity_customers::{LabelRules, imports::ImportsConfig};
use growffinity_kernel::EmailAddress;
use growffinity_postgres::DatabaseSettings;
use serde_json::{Map, Value};

use crate::config::{Config, LabelsConfig};

/// A worker shows a sign of life with each batch, so a dead one need not be waited for as long as for mail.
const LONGEST_IMPORT_LEASE: u32 = 60;

pub(super) fn database_settings(config: &Config, url: &str) -> DatabaseSettings {
    DatabaseSettings {
        url: url.to_owned(),
        pool_size: config.database.pool_size,
        pool_wait: config.database.pool_wait,
        statement_timeout: config.database.statement_timeout,
        statement_cache: config.database.statement_cache,
    }
}

/// A way past any pooler.
pub(super) fn direct_settings(config: &Config, settings: &DatabaseSettings) -> DatabaseSettings {
    let url = config.database.direct_url.as_ref().map_or(settings.url.as_str(), |url| url.expose());
    DatabaseSettings { url: url.to_owned(), ..settings.clone() }
}

pub(super) fn label_rules(config: &Config) -> LabelRules {
    let LabelsConfig { vip_spent, at_risk_after, new_for } = config.labels;
    LabelRules { vip_spent, at_risk_after, new_for, timezone: config.site.site.timezone }
}

/// Who invitations come from: the configured address, or one at the host of the public address.
pub(super) fn sender(config: &Config) -> anyhow::Result<EmailAddress> {
    if let Some(from) = &config.smtp.from {
        return Ok(from.clone());
    }
    let after_scheme = config.public_url.as_deref().and_then(|url| url.split_once("://")).map(|(_, rest)| rest);
    let host = after_scheme.and_then(|rest| rest.split(['/', ':']).next()).unwrap_or_default();
    let own = format!("no-reply@{host}").parse();
    // Nobody can answer at a host without a name, nor is mail from there taken; files don't mind.
    own.or_else(|_| "no-reply@growffinity.invalid".parse()).context("smtp.from")
}

pub(super) fn sending_config(config: &Config) -> SendingConfig {
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

pub(super) fn imports_config(config: &Config) -> ImportsConfig {
    ImportsConfig {
        site: config.site.site,
        default_consent: config.site.default_consent,
        max_bytes: config.imports.max_bytes,
        batch: config.imports.batch,
        lease_seconds: u32::try_from(config.worker.lease.as_secs()).unwrap_or(u32::MAX).min(LONGEST_IMPORT_LEASE),
        keep: TimeDelta::days(i64::from(config.imports.keep_days)),
    }
}
