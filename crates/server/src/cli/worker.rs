//! `growffinity worker`

use std::process::ExitCode;

use super::runtime;
use crate::{
    config::Config,
    home::Home,
    serve::{self, Parts},
};

pub(super) fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let home = Home::join(config)?;
    let runtime = runtime()?;
    let code =
        runtime.block_on(serve::serve(config, &home, Parts { http: false, worker: true }, async |_, _| Ok(())))?;
    home.stop()?;
    Ok(code)
}
