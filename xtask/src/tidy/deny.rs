//! What deny.toml asks of the crates from outside, checked by cargo-deny where it is installed.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::tree::{Breach, Fault};

/// Whether this machine has cargo-deny.
pub fn installed(root: &Path) -> bool {
    let answer = Command::new("cargo").args(["deny", "--version"]).current_dir(root).output();
    answer.is_ok_and(|it| it.status.success())
}

/// Licences, bans and sources. Advisories need a database that not every network reaches.
pub fn check(root: &Path) -> Result<Vec<Breach>> {
    let arguments = ["deny", "--log-level", "error", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"];
    let output =
        Command::new("cargo").args(arguments).current_dir(root).output().context("cargo deny did not start")?;
    if output.status.success() {
        return Ok(Vec::new());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Ok(vec![Breach { rule: "deny", fault: Fault::at("deny.toml", said.trim()) }])
}
