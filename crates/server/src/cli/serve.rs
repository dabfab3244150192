//! `growffinity serve`

use std::process::ExitCode;

use clap::Args;

use super::runtime;
use crate::{
    config::Config,
    home::Home,
    serve::{self, Parts},
};

#[derive(Debug, Default, Args)]
pub(super) struct ServeArgs {
    /// Serve HTTP alone; `growffinity worker` does the work elsewhere.
    #[arg(long)]
    no_worker: bool,
    /// Bring the database up to date first. A private one always is.
    #[arg(long)]
    migrate: bool,
}

pub(super) fn run(config: &Config, args: &ServeArgs) -> anyhow::Result<ExitCode> {
    let home = Home::own(config)?;
    if args.migrate || home.is_private() {
        for name in growffinity_postgres::migrate(home.direct_url())? {
            tracing::info!(migration = name, "migrated");
        }
    }
    let runtime = runtime()?;
    let parts = Parts { http: true, worker: !args.no_worker };
    let code = runtime.block_on(serve::serve(config, &home, parts, async |_, _| Ok(())))?;
    home.stop()?;
    Ok(code)
}
