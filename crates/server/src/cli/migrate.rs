//! `growffinity migrate`

use crate::{config::Config, home::Home, output::say};

pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    let home = Home::join(config)?;
    let done = growffinity_postgres::migrate(home.direct_url())?;
    for name in &done {
        say(format!("done  {name}"));
    }
    say(if done.is_empty() { "The database is up to date." } else { "The database is up to date now." });
    home.stop()
}
