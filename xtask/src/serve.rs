//! `cargo xtask demo` and `cargo xtask dev`: build the server and become it.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use growffinity_private_postgres::Needed;

use crate::{prepare, run};

const NEEDED: [Needed; 2] = [Needed::Postgres, Needed::Libpq];

#[derive(clap::Args)]
pub struct Demo {
    /// Begin anew: everything in ./growffinity-data is removed first
    #[arg(long)]
    fresh: bool,
    /// Import the whole CDNOW history (23,570 customers) from this file
    #[arg(long, value_name = "FILE")]
    master: Option<PathBuf>,
    /// Send by SMTP_URL instead of writing to files
    #[arg(long)]
    send: bool,
    /// More for `growffinity demo`, after `--`
    #[arg(last = true)]
    more: Vec<OsString>,
}

#[derive(clap::Args)]
pub struct Dev {
    /// For `growffinity serve`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    more: Vec<OsString>,
}

pub fn demo(root: &Path, demo: &Demo) -> Result<()> {
    prepare::ensure(&NEEDED)?;
    run::must(run::cargo(root, ["build", "--release", "--package", "growffinity-server"]))?;
    let mut arguments = vec![OsString::from("demo")];
    arguments.extend(demo.arguments()?);
    become_growffinity(root, "release", arguments)
}

pub fn dev(root: &Path, dev: &Dev) -> Result<()> {
    prepare::ensure(&NEEDED)?;
    run::must(run::cargo(root, ["build", "--package", "growffinity-server"]))?;
    let mut arguments = vec![OsString::from("serve")];
    arguments.extend(dev.more.iter().cloned());
    become_growffinity(root, "debug", arguments)
}

impl Demo {
    fn arguments(&self) -> Result<Vec<OsString>> {
        let mut arguments = Vec::new();
        if self.fresh {
            arguments.push("--fresh".into());
        }
        if let Some(file) = &self.master {
            // The server runs in the workspace, the file was named from where we are.
            let file = std::path::absolute(file).context("a file to read the history from")?;
            arguments.extend(["--master".into(), file.into_os_string()]);
        }
        if self.send {
            arguments.push("--send".into());
        }
        arguments.extend(self.more.iter().cloned());
        Ok(arguments)
    }
}

fn become_growffinity(root: &Path, profile: &str, arguments: Vec<OsString>) -> Result<()> {
    let mut command = Command::new(run::target(root).join(profile).join("growffinity"));
    command.args(arguments).current_dir(root);
    run::become_it(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_passed_on_and_the_file_is_found_from_anywhere() {
        let demo = Demo { fresh: true, master: Some("cdnow.txt".into()), send: true, more: vec!["--port=1".into()] };
        let file = std::env::current_dir().unwrap().join("cdnow.txt").into_os_string();
        let expected: [OsString; 5] = ["--fresh".into(), "--master".into(), file, "--send".into(), "--port=1".into()];
        assert_eq!(demo.arguments().unwrap(), expected);
        let plain = Demo { fresh: false, master: None, send: false, more: Vec::new() };
        assert!(plain.arguments().unwrap().is_empty());
    }
}
