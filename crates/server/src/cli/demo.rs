//! `growffinity demo`

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, bail};
use clap::Args;

use super::runtime;
use crate::{
    cdnow,
    config::Config,
    demo,
    home::Home,
    logging,
    output::say,
    serve::{self, Parts},
};

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Forget what earlier starts made, the database included.
    #[arg(long)]
    fresh: bool,
    /// Take the whole purchase history from this file (CDNOW_master.txt) instead of the sample.
    #[arg(long, value_name = "FILE")]
    master: Option<PathBuf>,
    /// Send the campaign by the relay of SMTP_URL. Without it mail goes to files; all addresses end in .invalid.
    #[arg(long)]
    send: bool,
}

pub(super) fn run(mut config: Config, args: &DemoArgs) -> anyhow::Result<ExitCode> {
    if args.send && config.smtp.url.is_none() {
        bail!("--send needs a relay: set SMTP_URL");
    }
    if !args.send {
        config.smtp.url = None;
    }
    // The demo brings its own PostgreSQL: it must not write into a shop that happens to be configured.
    config.database.url = None;
    config.database.direct_url = None;
    if config.log.level == "info" {
        // What the demo has to say is printed; the log keeps to what went wrong.
        "error".clone_into(&mut config.log.level);
    }
    logging::start(&config.log)?;
    let purchases = match &args.master {
        Some(file) => {
            let text = fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
            cdnow::master(&text)?
        }
        None => cdnow::sample()?,
    };
    if args.fresh {
        say("Removing what earlier starts made");
        demo::begin_anew(&config)?;
    }
    say("Starting a private PostgreSQL");
    let home = Home::own(&config)?;
    growffinity_postgres::migrate(home.direct_url())?;
    let runtime = runtime()?;
    let parts = Parts { http: true, worker: true };
    let code = runtime.block_on(serve::serve(&config, &home, parts, async |app, address| {
        let address = address.context("the demo serves")?;
        demo::prepare(app, &config, address, &purchases).await
    }))?;
    home.stop()?;
    Ok(code)
}
