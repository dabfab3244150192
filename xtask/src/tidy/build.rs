//! Each crate compiles alone, so that no crate lives on features another one asked for.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::tree::{Breach, Fault, Tree};

/// Runs `cargo check -p` for each crate, one after the other, in the shared target folder.
pub fn each_alone(root: &Path, tree: &Tree) -> Result<Vec<Breach>> {
    let mut breaches = Vec::new();
    for krate in &tree.crates {
        let output = Command::new("cargo")
            .args(["check", "--quiet", "--package", &krate.name])
            .current_dir(root)
            .output()
            .context("cargo check did not start")?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let first = said.lines().find(|line| line.starts_with("error")).unwrap_or("cargo check failed");
            let fault = Fault::at(&krate.folder, format!("does not build alone: {first}"));
            breaches.push(Breach { rule: "builds-alone", fault });
        }
    }
    Ok(breaches)
}
