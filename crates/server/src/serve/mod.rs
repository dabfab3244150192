//! HTTP and workers in one process, until it is told to stop.

mod http;
mod readiness;
mod signals;
mod telemetry;

use std::{net::SocketAddr, process::ExitCode, sync::Arc};

use anyhow::Context;
use growffinity_postgres::Listener;
use tokio::{sync::watch, task::JoinHandle};

pub(crate) use self::http::services_over;
pub use self::http::{Http, services};
use self::signals::Signals;
use crate::{
    config::Config,
    hits::HitBuffer,
    home::Home,
    wiring::{App, Outside},
};

/// What this process does.
#[derive(Debug, Clone, Copy)]
pub struct Parts {
    /// Serve the API.
    pub http: bool,
    /// Do the work in the background.
    pub worker: bool,
}

/// Left by a second signal, as a shell does it for Ctrl-C.
const INTERRUPTED: u8 = 130;

/// Serves until SIGINT or SIGTERM, then stops in order: requests under way are finished, the workers end the turn they
/// are in, the mailer says goodbye. A second signal ends all at once. `meanwhile` runs when all is up, with the address
/// served on; it is given up when it is time to stop.
///
/// # Errors
/// When something can't be started.
pub async fn serve(
    config: &Config,
    home: &Home,
    parts: Parts,
    meanwhile: impl AsyncFnOnce(&App, Option<SocketAddr>) -> anyhow::Result<()>,
) -> anyhow::Result<ExitCode> {
    let mut signals = Signals::listen()?;
    check_migrated(home).await?;
    let app = App::build(config, home.url(), Outside::system())?;
    app.ensure_default_store().await?;
    app.mail.announce();
    app.secrets.announce();
    let running = Running::start(config, &app, parts)?;
    let until_told = async {
        meanwhile(&app, running.address()).await?;
        std::future::pending().await
    };
    let outcome: anyhow::Result<()> = tokio::select! {
        () = signals.next() => Ok(()),
        () = running.ended() => Err(anyhow::anyhow!("the HTTP server ended by itself")),
        failed = until_told => failed,
    };
    tracing::info!("stopping; once more stops at once");
    tokio::select! {
        () = running.stop() => {}
        () = signals.next() => {
            tracing::warn!("stopped at once; what was under way is taken up again by its leases");
            return Ok(ExitCode::from(INTERRUPTED));
        }
    }
    app.mail.close().await;
    tracing::info!("stopped");
    outcome.map(|()| ExitCode::SUCCESS)
}

/// The parts that run.
#[derive(Debug)]
pub struct Running {
    http: Option<Http>,
    hits: Arc<HitBuffer>,
    listener: Listener,
    workers: Option<JoinHandle<()>>,
    stop_workers: watch::Sender<bool>,
}

impl Running {
    /// Starts `parts` of `app`.
    ///
    /// # Errors
    /// When the address can't be served on.
    pub fn start(config: &Config, app: &App, parts: Parts) -> anyhow::Result<Self> {
        let http = if parts.http { Some(Http::start(config, app)?) } else { None };
        app.hits.start();
        let listener = app.listen()?;
        let (stop_workers, stopped) = watch::channel(false);
        let workers = parts.worker.then(|| tokio::spawn(app.workers().run(stopped)));
        Ok(Self { http, hits: Arc::clone(&app.hits), listener, workers, stop_workers })
    }

    /// The address served on.
    pub fn address(&self) -> Option<SocketAddr> {
        self.http.as_ref().map(Http::address)
    }

    /// Waits for the HTTP server to end, which it does not unless it is stopped.
    async fn ended(&self) {
        match &self.http {
            Some(http) => http.ended().await,
            None => std::future::pending().await,
        }
    }

    /// Stops in order: no new requests, requests under way finished, then the workers.
    pub async fn stop(self) {
        if let Some(http) = &self.http {
            http.stop().await;
        }
        self.hits.finish().await;
        // Waits for its thread.
        let _ = tokio::task::spawn_blocking(|| drop(self.listener)).await;
        self.stop_workers.send_replace(true);
        if let Some(workers) = self.workers
            && let Err(error) = workers.await
        {
            tracing::error!(%error, "the workers ended badly");
        }
    }
}

async fn check_migrated(home: &Home) -> anyhow::Result<()> {
    let url = home.direct_url().to_owned();
    let pending = tokio::task::spawn_blocking(move || growffinity_postgres::pending_migrations(&url)).await??;
    if pending.is_empty() {
        return Ok(());
    }
    Err(anyhow::anyhow!("{} migrations are missing", pending.len()))
        .context("run `growffinity migrate` first, or serve with --migrate")
}
