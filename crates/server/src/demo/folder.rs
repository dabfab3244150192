//! The demo's folder, and beginning anew.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use anyhow::Context;

use crate::{config::Config, home::private_folder};

/// Where the owner's login and password are kept for the next start.
pub(super) fn credentials_file(data_dir: &Path) -> PathBuf {
    data_dir.join("demo-credentials")
}

/// Removes what earlier starts of the demo made, and nothing else that may lie in the folder.
pub(crate) fn begin_anew(config: &Config) -> anyhow::Result<()> {
    let postgres = private_folder(config);
    growffinity_private_postgres::destroy(&postgres).context("the old database can't be removed")?;
    let mail = config.data_dir.join("mail");
    for gone in
        [fs::remove_dir_all(&postgres), fs::remove_dir_all(&mail), fs::remove_file(credentials_file(&config.data_dir))]
    {
        match gone {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} can't be emptied", config.data_dir.display()));
            }
            _ => {}
        }
    }
    Ok(())
}
