//! `growffinity openapi`

use crate::output::say;

pub(super) fn run() -> anyhow::Result<()> {
    say(growffinity_api::openapi_json()?.trim_end());
    Ok(())
}
