//! The HTTP server.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use actix_web::{App as ActixApp, HttpServer, dev::ServerHandle, http::KeepAlive};
use anyhow::Context;
use growffinity_access::rates::RateCounter;
use growffinity_api::{ApiSettings, RateLimits, Services};
use tokio::sync::watch;

use super::{readiness::HouseReadiness, telemetry};
use crate::{config::Config, wiring::App};

/// The API, served.
#[derive(Debug)]
pub struct Http {
    address: SocketAddr,
    handle: ServerHandle,
    readiness: Arc<HouseReadiness>,
    ended: watch::Receiver<bool>,
}

impl Http {
    /// Binds and serves.
    ///
    /// # Errors
    /// When the address is taken or not ours.
    pub(super) fn start(config: &Config, app: &App) -> anyhow::Result<Self> {
        let taken = || format!("can't serve on {}; --listen takes another address and port", config.listen);
        let listener = TcpListener::bind(config.listen).with_context(taken)?;
        let address = listener.local_addr()?;
        // Once: a second server of the same services does not move what is told of them.
        let _ = app.hooks.served_on.set(address);
        let readiness = Arc::new(HouseReadiness::new(app.housekeeping.clone()));
        let api = growffinity_api::configure(services_with(config, app, address, readiness.clone())?);
        let mut server = HttpServer::new(move || ActixApp::new().configure(api.clone()))
            .keep_alive(keep_alive(config.http.keep_alive))
            .client_request_timeout(config.http.head_timeout)
            .shutdown_timeout(config.http.stop_timeout.as_secs())
            .disable_signals();
        if config.http.workers > 0 {
            server = server.workers(config.http.workers);
        }
        let server = server.listen(listener)?.run();
        let handle = server.handle();
        let (say_ended, ended) = watch::channel(false);
        tokio::spawn(async move {
            if let Err(error) = server.await {
                tracing::error!(%error, "the HTTP server failed");
            }
            say_ended.send_replace(true);
        });
        tracing::info!(%address, "serving http://{address}/wp-json/growffinity/v1");
        Ok(Self { address, handle, readiness, ended })
    }

    /// The address served on, the port found out.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until it serves no more.
    pub(super) async fn ended(&self) {
        // An error means that the server's task is gone, which is an end too.
        let _ = self.ended.clone().wait_for(|ended| *ended).await;
    }

    /// Takes no new connections and waits for the requests under way.
    pub(super) async fn stop(&self) {
        self.readiness.stop();
        self.handle.stop(true).await;
        self.ended().await;
    }
}

/// What the API is handed when it is served on `address`.
///
/// # Errors
/// When the counter of rates can't be made of the configuration.
pub fn services(config: &Config, app: &App, address: SocketAddr) -> anyhow::Result<Services> {
    services_with(config, app, address, Arc::new(HouseReadiness::new(app.housekeeping.clone())))
}

fn services_with(
    config: &Config,
    app: &App,
    address: SocketAddr,
    readiness: Arc<HouseReadiness>,
) -> anyhow::Result<Services> {
    let rates = crate::rates::counter(config)?;
    let base = config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    Ok(Services { readiness, ..services_over(config, app, base, rates) })
}

/// What the API is handed when callers reach it at `public_url`.
pub(crate) fn services_over(config: &Config, app: &App, public_url: String, rates: Arc<dyn RateCounter>) -> Services {
    let readiness = Arc::new(HouseReadiness::new(app.housekeeping.clone()));
    let metrics = telemetry::recorder();
    Services {
        customers: Arc::new(app.customers.clone()),
        marks: Arc::new(app.marks.clone()),
        stores: Arc::new(app.stores.clone()),
        companies: Arc::new(app.companies.clone()),
        orders: Arc::new(app.orders.clone()),
        custom_events: Arc::new(app.custom_events.clone()),
        timeline: Arc::new(app.timeline.clone()),
        bulk: Arc::new(app.bulk.clone()),
        imports: Arc::new(app.imports.clone()),
        notes: Arc::new(app.notes.clone()),
        products: Arc::new(app.products.clone()),
        shops: Arc::new(app.shops.clone()),
        segments: Arc::new(app.segments.clone()),
        rfm: Arc::new(app.rfm.clone()),
        campaigns: Arc::new(app.campaigns.clone()),
        tracking: Arc::new(app.tracking.clone()),
        personal_data: Arc::new(app.personal_data.clone()),
        suppressions: Arc::new(app.suppressions.clone()),
        webhooks: Arc::new(app.webhooks.clone()),
        access: app.access.clone(),
        invitations: app.invitations.clone(),
        keys: app.keys.clone(),
        cipher: app.secrets.cipher.clone(),
        idempotency: Arc::new(app.idempotency.clone()),
        audit: Arc::new(app.audit.clone()),
        rates,
        site: config.site.site,
        clock: app.outside.clock.clone(),
        random: app.outside.random.clone(),
        readiness,
        metrics: Some(Arc::new(move || telemetry::text(&metrics))),
        settings: ApiSettings {
            public_url,
            site_name: config.site.name.clone(),
            body_limit: config.http.body_limit,
            batch_body_limit: config.http.batch_body_limit,
            body_timeout: config.http.body_timeout,
            trusted_proxies: config.http.trusted_proxies.clone(),
            allow_plain_http: config.http.allow_plain,
            cors_origins: config.http.cors_origins.clone(),
            rates: RateLimits { standard: config.rates.standard, premium: config.rates.premium },
            metrics_token: config.metrics.token.as_ref().map(|token| token.expose().to_owned()),
        },
    }
}

fn keep_alive(configured: Duration) -> KeepAlive {
    if configured.is_zero() { KeepAlive::Disabled } else { KeepAlive::Timeout(configured) }
}
