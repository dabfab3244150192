//! `cargo xtask docs`: builds the book and the crates' documentation, and follows every link in them.

mod links;

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};

/// Builds everything that is to be read; a broken link fails it.
pub fn run(root: &Path) -> Result<()> {
    let broken = links::broken(root)?;
    for link in &broken {
        println!("{link}");
    }
    if !broken.is_empty() {
        bail!("{} links lead nowhere", broken.len());
    }
    cargo(root, &["run", "--quiet", "--package", "xtask-book", "--", "docs", "target/book"])?;
    println!("docs: the book is in target/book/index.html");
    cargo(root, &["doc", "--quiet", "--workspace", "--no-deps"])?;
    println!("docs: the crates are in target/doc");
    Ok(())
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(root).env("RUSTDOCFLAGS", "-D warnings");
    if !command.status().context("cargo did not start")?.success() {
        bail!("cargo {} failed", arguments.join(" "));
    }
    Ok(())
}
