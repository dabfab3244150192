//! Flags that set keys of the configuration; every subcommand takes them.

use std::path::PathBuf;

use clap::Args;

use crate::config::{Config, ConfigError, Sources, environment};

#[derive(Debug, Args)]
pub(super) struct SettingsArgs {
    /// Read settings from this file instead of growffinity.toml.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Set any key of the configuration; may be given often. `growffinity config-reference` lists the keys.
    #[arg(long = "set", global = true, value_name = "KEY=VALUE", value_parser = key_and_value)]
    set: Vec<(String, String)>,
    /// Address and port to serve on.
    #[arg(long, global = true)]
    listen: Option<String>,
    /// Folder for what is not in the database.
    #[arg(long, global = true, value_name = "FOLDER")]
    data_dir: Option<String>,
    /// Where PostgreSQL is. Better kept in the environment (DATABASE_URL), which other users can't list.
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// The mail relay. Better kept in the environment (SMTP_URL), which other users can't list.
    #[arg(long, global = true, value_name = "URL")]
    smtp_url: Option<String>,
    /// Refuse the embedded defaults: private PostgreSQL, mail to files.
    #[arg(long, global = true)]
    production: bool,
}

impl SettingsArgs {
    pub(super) fn load(&self) -> Result<Config, ConfigError> {
        let named = [
            ("listen", &self.listen),
            ("data_dir", &self.data_dir),
            ("database.url", &self.database_url),
            ("smtp.url", &self.smtp_url),
        ];
        let mut flags = self.set.clone();
        flags.extend(named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))));
        if self.production {
            flags.push(("production".to_owned(), "true".to_owned()));
        }
        Config::load(&Sources { file: self.config.clone(), environment: environment(), flags })
    }
}

fn key_and_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("it is a key and a value, like database.pool_size=16")?;
    Ok((key.trim().to_owned(), value.to_owned()))
}
