//! `growffinity import csv` and `growffinity import ndjson`: what POST /imports does, with a file of this machine.

use std::{io, path::PathBuf, process::ExitCode, time::Duration};

use anyhow::{Context, bail};
use clap::Args;
use futures::{StreamExt as _, stream};
use growffinity_campaigns::suppression::SuppressionReason;
use growffinity_customers::{
    ConsentStatus,
    imports::{
        ConsentGiven, Format, Import, ImportRequest, ImportStatus, ImportType, Notify, RefusalPlace, StartImportError,
    },
};
use growffinity_kernel::{ImportId, SegmentId, StoreId};
use tokio::io::AsyncReadExt as _;

use crate::{cli::with_app, config::Config, output::say, wiring::App};

/// Refused lines that are shown.
const SHOWN: u32 = 20;
/// Bytes read at once.
const PIECE: usize = 256 * 1024;

#[derive(Debug, Args)]
pub(super) struct FileArgs {
    /// The file.
    file: PathBuf,
    /// What it holds: customers or orders.
    #[arg(long = "type", value_parser = item_type)]
    item_type: ImportType,
    /// Which column gives which member: "E-mail=email"; nothing behind the sign leaves the column out.
    #[arg(long = "map", value_name = "HEADING=MEMBER")]
    mapping: Vec<String>,
    /// The id of the store of lines that name none.
    #[arg(long)]
    store: Option<i64>,
    /// A tag for every customer.
    #[arg(long = "tag")]
    tags: Vec<String>,
    /// The id of a static segment for every customer.
    #[arg(long)]
    segment: Option<i64>,
    /// Consent of the customers where a line says nothing: subscribed, pending, unsubscribed.
    #[arg(long, value_parser = consent)]
    consent: Option<ConsentStatus>,
    /// Where that consent comes from.
    #[arg(long, default_value = "import")]
    consent_source: String,
    /// Refuse lines about customers and orders that are known instead of changing them.
    #[arg(long)]
    no_update: bool,
    /// Who hears of what comes in: none, webhooks, all.
    #[arg(long, default_value = "none", value_parser = notify)]
    notify: Notify,
}

fn item_type(text: &str) -> Result<ImportType, &'static str> {
    ImportType::from_name(text).ok_or("customers, orders, events or suppressions")
}

fn consent(text: &str) -> Result<ConsentStatus, &'static str> {
    ConsentStatus::from_name(text).ok_or("subscribed, unsubscribed, pending, bounced or complained")
}

fn notify(text: &str) -> Result<Notify, &'static str> {
    Notify::ALL.into_iter().find(|known| known.as_str() == text).ok_or("none, webhooks or all")
}

pub(super) fn run(config: &Config, args: FileArgs, format: Format) -> anyhow::Result<ExitCode> {
    let import = with_app(config, async |app| {
        app.ensure_default_store().await?;
        let import = begin(&app, args, format).await?;
        let import = finish(&app, import.id).await?;
        report(&app, &import).await?;
        Ok(import)
    })?;
    Ok(if import.status == ImportStatus::Completed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn begin(app: &App, args: FileArgs, format: Format) -> anyhow::Result<Import> {
    let mapping = args
        .mapping
        .iter()
        .map(|pair| {
            let (heading, member) = pair.split_once('=').with_context(|| format!("--map {pair}: HEADING=MEMBER"))?;
            Ok((heading.trim().to_owned(), member.trim().to_owned()))
        })
        .collect::<anyhow::Result<_>>()?;
    let unreadable = || format!("{} can't be read", args.file.display());
    let opened = tokio::fs::File::open(&args.file).await.with_context(unreadable)?;
    let pieces = stream::try_unfold(opened, |mut opened| async move {
        let mut piece = vec![0; PIECE];
        let length = opened.read(&mut piece).await?;
        piece.truncate(length);
        io::Result::Ok((length > 0).then_some((piece, opened)))
    });
    let (file, bytes) = app.imports.keep(pieces.boxed()).await?;
    let request = ImportRequest {
        file,
        bytes,
        file_name: args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        item_type: args.item_type,
        format: Some(format),
        encoding: None,
        mapping,
        store: args.store.map(|id| StoreId::new(id).context("--store: an id is positive")).transpose()?,
        tags: args.tags,
        segment: args.segment.map(|id| SegmentId::new(id).context("--segment: an id is positive")).transpose()?,
        consent: args.consent.map(|status| {
            let source = args.consent_source.clone();
            ConsentGiven { status: status.as_str().to_owned(), source }
        }),
        update: !args.no_update,
        notify: args.notify,
        reason: SuppressionReason::Manual.as_str().to_owned(),
        by: "command line".to_owned(),
    };
    match app.imports.start(request).await {
        Ok(import) => Ok(import),
        Err(StartImportError::Mapping(faults)) => {
            let faults: Vec<_> = faults.into_iter().map(|fault| format!("{}: {}", fault.path, fault.message)).collect();
            bail!("the columns can't be understood. {}", faults.join(" "))
        }
        Err(error) => Err(error.into()),
    }
}

/// Works at imports that are due until this one has ended, here or on another node.
async fn finish(app: &App, id: ImportId) -> anyhow::Result<Import> {
    loop {
        let import = app.imports.find(id).await?.context("the import is gone")?;
        if import.status.has_ended() {
            return Ok(import);
        }
        if app.imports.work_next(&|| false).await?.is_none() {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

async fn report(app: &App, import: &Import) -> anyhow::Result<()> {
    let tally = import.tally;
    let status = import.status.as_str();
    say(format!(
        "Import {} {status}: {} created, {} updated, {} unchanged, {} refused.",
        import.id, tally.created, tally.updated, tally.unchanged, tally.refused
    ));
    if let Some(error) = &import.error {
        say(format!("It failed: {error}."));
    }
    for refusal in app.imports.refusals(import.id, RefusalPlace::default(), SHOWN).await? {
        let fault = refusal.fault;
        say(format!("Line {}, {}: {}", refusal.line, fault.column, fault.message));
    }
    if tally.refused > u64::from(SHOWN) {
        say(format!("All of them: GET /imports/{}/errors", import.id));
    }
    Ok(())
}
