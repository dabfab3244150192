//! The PostgreSQL to work on: the one that is configured, or a private one below the data folder.

use std::path::PathBuf;

use anyhow::Context;
use growffinity_private_postgres::{Options, PrivatePostgres, running};

use crate::config::Config;

/// The database of the private server.
const DATABASE: &str = "growffinity";

/// A PostgreSQL to work on. A private one that was started for it stops when this is dropped.
#[derive(Debug)]
pub struct Home {
    url: String,
    direct_url: String,
    private: Option<PrivatePostgres>,
    is_private: bool,
}

impl Home {
    /// The configured PostgreSQL, or a private one that is this process's own. Blocks.
    ///
    /// # Errors
    /// When the private one can't be started; the error names another process that holds it.
    pub fn own(config: &Config) -> anyhow::Result<Self> {
        if let Some(given) = Self::given(config) {
            return Ok(given);
        }
        let folder = private_folder(config);
        tracing::warn!(
            folder = %folder.display(),
            "DATABASE_URL is not set: keeping everything in a private PostgreSQL, which is for trying out"
        );
        let server =
            PrivatePostgres::start(&Options::durable(&folder)).context("the private PostgreSQL can't start")?;
        let url = server.database_url(DATABASE);
        Ok(Self { direct_url: url.clone(), url, private: Some(server), is_private: true })
    }

    /// The configured PostgreSQL, or the private one: that of a server running now, else started for this process.
    /// Blocks.
    ///
    /// # Errors
    /// When the private one can't be started.
    pub fn join(config: &Config) -> anyhow::Result<Self> {
        if let Some(given) = Self::given(config) {
            return Ok(given);
        }
        match running(&private_folder(config))?.filter(|server| server.owner.is_some()) {
            Some(server) => {
                let url = server.database_url(DATABASE);
                Ok(Self { direct_url: url.clone(), url, private: None, is_private: true })
            }
            None => Self::own(config),
        }
    }

    fn given(config: &Config) -> Option<Self> {
        let url = config.database.url.as_ref()?.expose().to_owned();
        let direct_url = config.database.direct_url.as_ref().map_or_else(|| url.clone(), |url| url.expose().to_owned());
        Some(Self { url, direct_url, private: None, is_private: false })
    }

    /// Where the pool connects.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where migrations and locks connect: past any pooler.
    pub fn direct_url(&self) -> &str {
        &self.direct_url
    }

    /// Whether it is a private one.
    pub const fn is_private(&self) -> bool {
        self.is_private
    }

    /// Stops a private server that was started for this process. Blocks.
    ///
    /// # Errors
    /// When it would not end.
    pub fn stop(self) -> anyhow::Result<()> {
        self.private.map_or(Ok(()), |server| server.stop().context("the private PostgreSQL does not stop"))
    }
}

/// The folder of the private PostgreSQL.
pub fn private_folder(config: &Config) -> PathBuf {
    config.data_dir.join("postgres")
}
