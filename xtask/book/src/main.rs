#![doc = include_str!("../README.md")]

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use mdbook_driver::MDBook;

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [book, output] = arguments.as_slice() else {
        bail!("usage: xtask-book <folder of book.toml> <folder to write>")
    };
    build(book, output)
}

/// Builds the book in `book` into `output`, whatever book.toml says of that.
fn build(book: &Path, output: &Path) -> Result<()> {
    let mut loaded = MDBook::load(book).with_context(|| format!("{} is no book", book.display()))?;
    loaded.config.build.build_dir = std::path::absolute(output)?;
    loaded.build().context("the book can not be built")
}
