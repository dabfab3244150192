//! What the API needs to be handed: the domain's services, the site, and how it is reached.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use growffinity_access::{
    Access,
    audit::AuditLog,
    idempotency::IdempotencyStore,
    invitations::Invitations,
    keys::{ApiKeys, SecretCipher},
    rates::RateCounter,
};
use growffinity_campaigns::{Campaigns, Suppressions, tracking::Tracking};
use growffinity_customers::{
    Companies, Customers, Marks, Orders, PersonalData, Products, Stores, bulk::Bulk, custom_events::CustomEvents,
    imports::Imports, notes::Notes, sync::ShopSync, timeline::Timeline,
};
use growffinity_kernel::{Clock, Random, Site};
use growffinity_segmentation::{Segments, rfm::Rfm};
use growffinity_webhooks::Webhooks;

use crate::rest::client::Network;

/// The domain's services and the settings that answers depend on.
#[derive(Clone)]
pub struct Services {
    /// Customers.
    pub customers: Arc<Customers>,
    /// Tags and groups.
    pub marks: Arc<Marks>,
    /// Companies.
    pub companies: Arc<Companies>,
    /// Shops.
    pub stores: Arc<Stores>,
    /// All that is kept of customers.
    pub personal_data: Arc<PersonalData>,
    /// Jobs on many customers.
    pub bulk: Arc<Bulk>,
    /// Imports.
    pub imports: Arc<Imports>,
    /// Orders.
    pub orders: Arc<Orders>,
    /// What shops tell that customers do.
    pub custom_events: Arc<CustomEvents>,
    /// What happened to customers.
    pub timeline: Arc<Timeline>,
    /// Notes on customers.
    pub notes: Arc<Notes>,
    /// Products.
    pub products: Arc<Products>,
    /// Shops' data coming in.
    pub shops: Arc<ShopSync>,
    /// Segments.
    pub segments: Arc<Segments>,
    /// Scores of RFM.
    pub rfm: Arc<Rfm>,
    /// Campaigns.
    pub campaigns: Arc<Campaigns>,
    /// Links of messages.
    pub tracking: Arc<Tracking>,
    /// Addresses that are not mailed.
    pub suppressions: Arc<Suppressions>,
    /// Who is told what happens.
    pub webhooks: Arc<Webhooks>,
    /// Who may call.
    pub access: Arc<Access>,
    /// Who is invited to call.
    pub invitations: Arc<Invitations>,
    /// API keys.
    pub keys: Arc<ApiKeys>,
    /// Encrypts what has to be shown once more.
    pub cipher: Arc<dyn SecretCipher>,
    /// How often.
    pub rates: Arc<dyn RateCounter>,
    /// Who did what.
    pub audit: Arc<dyn AuditLog>,
    /// Requests that were done and may be sent again.
    pub idempotency: Arc<dyn IdempotencyStore>,
    /// Zone and currency.
    pub site: Site,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Request ids.
    pub random: Arc<dyn Random>,
    /// Whether the house is ready to serve.
    pub readiness: Arc<dyn Readiness>,
    /// Writes the metrics down; `None` when none are kept.
    pub metrics: Option<MetricsText>,
    /// How the API is reached and what it allows.
    pub settings: ApiSettings,
}

/// Writes all metrics in Prometheus's text form.
pub type MetricsText = Arc<dyn Fn() -> String + Send + Sync>;

/// How the API is reached and what it allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiSettings {
    /// The address callers use, without a slash at its end: `https://crm.example.com`.
    pub public_url: String,
    /// The name discovery tells.
    pub site_name: String,
    /// The longest body, in bytes.
    pub body_limit: usize,
    /// The longest body of a batch, in bytes.
    pub batch_body_limit: usize,
    /// How long a body may take to arrive.
    pub body_timeout: Duration,
    /// Proxies whose word on the client's address and scheme is taken.
    pub trusted_proxies: Vec<Network>,
    /// Whether credentials are taken over plain http from anywhere.
    pub allow_plain_http: bool,
    /// Origins that browsers may call from; `*` for all.
    pub cors_origins: Vec<String>,
    /// How many requests a minute each plan allows.
    pub rates: RateLimits,
    /// What `/metrics` asks for as a bearer token; without one only loopback addresses may look.
    pub metrics_token: Option<String>,
}

impl Default for ApiSettings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            site_name: "Growffinity".to_owned(),
            body_limit: 1_000_000,
            batch_body_limit: 8_000_000,
            body_timeout: Duration::from_secs(30),
            trusted_proxies: Vec::new(),
            allow_plain_http: false,
            cors_origins: Vec::new(),
            rates: RateLimits::default(),
            metrics_token: None,
        }
    }
}

/// How many requests a minute each plan allows; 0 for any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    /// Of the plan `standard`, and of whoever is not signed in, by address.
    pub standard: u32,
    /// Of the plan `premium`.
    pub premium: u32,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self { standard: 100, premium: 500 }
    }
}

/// Tells whether the house can serve.
#[async_trait]
pub trait Readiness: Send + Sync {
    /// Checks what serving depends on. An implementer MUST answer within a few seconds, whatever is down.
    async fn check(&self) -> Vec<Check>;
}

/// One thing that serving depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What it is: `database`, `partitions`.
    pub name: &'static str,
    /// How it is.
    pub outcome: CheckOutcome,
    /// In words, for people; no secrets.
    pub message: String,
}

/// How something is that serving depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckOutcome {
    /// As it should be.
    Ok,
    /// Serving goes on, but someone should look.
    Warning,
    /// Serving is not possible.
    Failed,
}
