//! `cargo xtask codegen`: the committed files that are made from other files, and the check that they are up to date.

pub mod migrations;
mod schema;
mod scratch;

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use self::scratch::Scratch;

/// A committed file and what it should contain.
struct Generated {
    path: &'static str,
    text: String,
}

/// Writes the generated files, or, with `check`, compares them and changes nothing.
///
/// The tables come first and need no binary of ours, so that a new migration can be followed by code that uses it.
pub fn run(root: &Path, check: bool) -> Result<()> {
    let mut stale = Vec::new();
    for make in [tables, openapi, configuration, errors] {
        let generated = make(root)?;
        let target = root.join(generated.path);
        let present = fs::read_to_string(&target).unwrap_or_default();
        let Some(line) = first_difference(&present, &generated.text) else {
            println!("codegen: {} is up to date", generated.path);
            continue;
        };
        if check {
            println!("codegen: {} is not up to date, from line {line}", generated.path);
            stale.push(generated.path);
        } else {
            fs::create_dir_all(target.parent().context("a generated file lies in a folder")?)?;
            fs::write(&target, generated.text).with_context(|| format!("{} can not be written", generated.path))?;
            println!("codegen: {} written", generated.path);
        }
    }
    if !stale.is_empty() {
        bail!("{} differ from what makes them: run `cargo xtask codegen` and commit the result", stale.join(", "));
    }
    Ok(())
}

fn tables(root: &Path) -> Result<Generated> {
    let scratch = Scratch::start()?;
    let database = scratch.database("schema")?;
    for migration in migrations::list(root)? {
        database.run_file(&migration.join("up.sql"))?;
    }
    let tables = database.ask(schema::CATALOGUE)?;
    Ok(Generated { path: "crates/adapters/postgres/src/schema.rs", text: schema::render(&tables)? })
}

fn openapi(root: &Path) -> Result<Generated> {
    let text = growffinity(root, "openapi")?;
    let read: serde_json::Value = serde_json::from_str(&text).context("growffinity openapi printed no JSON")?;
    if read.get("paths").and_then(serde_json::Value::as_object).is_none_or(serde_json::Map::is_empty) {
        bail!("growffinity openapi describes no paths");
    }
    Ok(Generated { path: "docs/src/reference/openapi.json", text: format!("{}\n", text.trim_end()) })
}

fn configuration(root: &Path) -> Result<Generated> {
    let text = format!("{}\n", growffinity(root, "config-reference")?.trim_end());
    Ok(Generated { path: "docs/src/reference/configuration.md", text })
}

fn errors(root: &Path) -> Result<Generated> {
    let text = format!("{}\n", growffinity(root, "error-reference")?.trim_end());
    Ok(Generated { path: "docs/src/reference/errors.md", text })
}

/// What a subcommand of the server prints.
fn growffinity(root: &Path, subcommand: &str) -> Result<String> {
    let arguments = ["run", "--quiet", "--package", "growffinity-server", "--bin", "growffinity", "--", subcommand];
    let output = Command::new("cargo").args(arguments).current_dir(root).output().context("cargo did not start")?;
    if !output.status.success() {
        bail!("growffinity {subcommand}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let text = String::from_utf8(output.stdout)?;
    if text.trim().is_empty() {
        bail!("growffinity {subcommand} printed nothing");
    }
    Ok(text)
}

/// The number of the first line in which two texts differ.
fn first_difference(present: &str, wanted: &str) -> Option<usize> {
    if present == wanted {
        return None;
    }
    let same = present.lines().zip(wanted.lines()).take_while(|(left, right)| left == right).count();
    Some(same + 1)
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2));
        assert_eq!(first_difference("", "a\n"), Some(1));
    }
}
