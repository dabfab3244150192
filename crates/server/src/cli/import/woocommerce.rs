//! `growffinity import woocommerce`

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, bail};
use clap::Args;
use growffinity_customers::{
    Platform, Store, UniqueName,
    store::StoreStatus,
    stores::{NewStore, SecretsChange, StoreChange, StoreOrder, StoreQuery},
    sync::{SyncStatus, Synchronisation, Turn},
};
use growffinity_kernel::{Direction, PerPage, Span, StoreId, Window};

use crate::{
    cli::{errand, with_app},
    config::Config,
    output::say,
    wiring::App,
};

/// How long another process that fetches the same shop is waited for between two looks.
const LOOK: Duration = Duration::from_secs(2);

#[derive(Debug, Args)]
pub(in crate::cli) struct WooCommerceArgs {
    /// The shop's address, as its customers type it.
    #[arg(long)]
    url: String,
    /// The consumer key of its REST API; it must read.
    #[arg(long)]
    key: String,
    /// The key's secret. Better given in the environment, which other users can't list.
    #[arg(long, env = "WOOCOMMERCE_CONSUMER_SECRET", hide_env_values = true)]
    secret: String,
    /// What the store is called here; the address unless told.
    #[arg(long)]
    store: Option<String>,
}

pub(in crate::cli) fn run(config: &Config, args: &WooCommerceArgs) -> anyhow::Result<()> {
    with_app(&errand(config), async |app| {
        app.ensure_default_store().await?;
        let store = connect(&app, config, args).await?;
        fetch(&app, store.id).await
    })
}

/// The store of this address, made or given the key.
async fn connect(app: &App, config: &Config, args: &WooCommerceArgs) -> anyhow::Result<Store> {
    let url = args.url.trim().trim_end_matches('/').to_owned();
    let secrets = SecretsChange {
        consumer_key: Some(Some(args.key.trim().to_owned())),
        consumer_secret: Some(Some(args.secret.trim().to_owned())),
        webhook_secret: None,
    };
    if let Some(known) = known(app, &url).await? {
        let change = StoreChange { platform: Some(Platform::WooCommerce), secrets, ..StoreChange::default() };
        return Ok(app.stores.update(known, &change, None).await?);
    }
    let bare = url.split_once("://").map_or(url.as_str(), |(_, bare)| bare);
    let name = args.store.clone().unwrap_or_else(|| bare.to_owned());
    let name = UniqueName::parse(&name).context("the store needs a name of 1 to 200 characters")?;
    let new = NewStore {
        name,
        url,
        platform: Platform::WooCommerce,
        currency: config.site.site.currency,
        status: StoreStatus::Active,
        is_default: false,
        secrets,
    };
    Ok(app.stores.create(&new).await?)
}

async fn known(app: &App, url: &str) -> anyhow::Result<Option<StoreId>> {
    let limit = PerPage::new(PerPage::MAX).unwrap_or_default();
    let mut after = 0;
    loop {
        let window = Window::After { after, limit };
        let query = StoreQuery {
            search: None,
            include: Vec::new(),
            exclude: Vec::new(),
            created: Span::default(),
            modified: Span::default(),
            order: StoreOrder::Id,
            direction: Direction::Ascending,
            window,
        };
        let page = app.stores.list(&query).await?;
        let found = page.items.iter().find(|store| store.url.trim_end_matches('/') == url);
        if let Some(found) = found {
            return Ok(Some(found.id));
        }
        let Some(last) = page.items.last() else { return Ok(None) };
        after = last.id.get();
    }
}

/// Fetches the shop's data to the end, telling how far it is. Ctrl-C stops after the page at hand.
async fn fetch(app: &App, store: StoreId) -> anyhow::Result<()> {
    let stopped = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stopped);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            told.store(true, Ordering::Relaxed);
        }
    });
    // Whoever had it may have been killed; whoever still has it finds out at its next page.
    let mut sync = app.shops.request(store, true).await?;
    say(format!("Store {store}: {}", line(&sync)));
    while matches!(sync.status, SyncStatus::Queued | SyncStatus::Running) {
        if stopped.load(Ordering::Relaxed) {
            bail!("stopped; the same command goes on from here");
        }
        // One page a turn, so that each is told of.
        let pages = AtomicBool::new(false);
        let stop = || pages.swap(true, Ordering::Relaxed);
        let turn = app.shops.turn(Some(store), &stop).await?;
        sync = app.shops.find(store).await?.context("the synchronisation is gone")?;
        say(format!("Store {store}: {}", line(&sync)));
        if let (Turn::Idle | Turn::Read(0), Some(error)) = (&turn, &sync.error) {
            bail!("{error}; the same command goes on from here");
        }
        if turn == Turn::Idle {
            tokio::time::sleep(LOOK).await;
        }
    }
    for refused in &sync.refusals {
        say(format!("  refused: {} {}: {}", refused.stage.as_str(), refused.external_id, refused.message));
    }
    match sync.error {
        Some(error) if sync.status == SyncStatus::Failed => bail!("{error}"),
        _ => Ok(()),
    }
}

fn line(sync: &Synchronisation) -> String {
    let tally = &sync.tally;
    let place = match sync.status {
        SyncStatus::Completed => "all".to_owned(),
        _ => format!("{} from page {}", sync.place.stage.as_str(), sync.place.page),
    };
    format!(
        "{}, {place}; {} created, {} updated, {} unchanged, {} refused",
        sync.status.as_str(),
        tally.created,
        tally.updated,
        tally.unchanged,
        tally.refused
    )
}
