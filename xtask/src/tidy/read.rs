//! Takes the picture of the workspace: `cargo metadata`, the manifests, and the files git knows or would add.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::layer::Layer;
use super::lexer;
use super::tree::{Crate, Dependency, Migration, Source, Tree};

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: String,
    dependencies: Vec<PackageDependency>,
}

#[derive(Deserialize)]
struct PackageDependency {
    name: String,
    kind: Option<String>,
}

/// Reads the workspace at `root`.
pub fn tree(root: &Path) -> Result<Tree> {
    let metadata = output(root, "cargo", &["metadata", "--format-version", "1", "--no-deps"])?;
    let metadata: Metadata = serde_json::from_str(&metadata).context("cargo metadata gave something else")?;
    let files = files(root)?;
    Ok(Tree {
        crates: metadata.packages.iter().map(|package| read_crate(root, package)).collect::<Result<_>>()?,
        sources: files
            .iter()
            .filter(|path| Path::new(path).extension().is_some_and(|it| it == "rs"))
            .map(|path| source(root, path))
            .collect::<Result<_>>()?,
        migrations: migrations(root, &files)?,
    })
}

/// What a program prints, when it ends well.
fn output(root: &Path, program: &str, args: &[&str]) -> Result<String> {
    let output = Command::new(program).args(args).current_dir(root).output();
    let output = output.with_context(|| format!("{program} did not start"))?;
    if !output.status.success() {
        bail!("{program} {}: {}", args.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Tracked files and those about to be, as they stand on disk.
fn files(root: &Path) -> Result<Vec<String>> {
    let listed = output(root, "git", &["ls-files", "--cached", "--others", "--exclude-standard"])?;
    let mut files: Vec<String> = listed.lines().filter(|path| root.join(path).is_file()).map(str::to_owned).collect();
    files.sort();
    files.dedup();
    Ok(files)
}

fn read_crate(root: &Path, package: &Package) -> Result<Crate> {
    let manifest = Path::new(&package.manifest_path);
    let absolute = manifest.parent().context("a manifest lies in a folder")?;
    let folder = absolute.strip_prefix(root).unwrap_or(absolute).to_string_lossy().replace('\\', "/");
    let layer = Layer::of(&folder);
    let closure = if layer.is_some_and(Layer::is_domain) { closure(root, &package.name)? } else { Vec::new() };
    let doc = ["src/lib.rs", "src/main.rs"].iter().find_map(|path| fs::read_to_string(absolute.join(path)).ok());
    Ok(Crate {
        name: package.name.clone(),
        layer,
        dependencies: package
            .dependencies
            .iter()
            .map(|it| Dependency { name: it.name.clone(), dev: it.kind.as_deref() == Some("dev") })
            .collect(),
        closure,
        not_inherited: not_inherited(&fs::read_to_string(manifest)?)?,
        readme: fs::read_to_string(absolute.join("README.md")).ok(),
        readme_is_doc: doc.is_some_and(|text| text.contains("#![doc = include_str!(\"../README.md\")]")),
        folder,
    })
}

/// The packages of a build of `name` alone, with its own features.
fn closure(root: &Path, name: &str) -> Result<Vec<String>> {
    let args = ["tree", "--package", name, "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let listed = output(root, "cargo", &args)?;
    let mut names: Vec<String> =
        listed.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// The keys of a manifest that should come from the workspace and do not.
pub fn not_inherited(manifest: &str) -> Result<Vec<String>> {
    let manifest: toml::Table = manifest.parse().context("a manifest is not TOML")?;
    let from_workspace = |value: Option<&toml::Value>| {
        value.and_then(|it| it.get("workspace")).and_then(toml::Value::as_bool) == Some(true)
    };
    let mut missing = Vec::new();
    let package = manifest.get("package");
    for key in ["version", "edition", "rust-version", "license", "publish"] {
        if !from_workspace(package.and_then(|it| it.get(key))) {
            missing.push(format!("package.{key}"));
        }
    }
    if !from_workspace(manifest.get("lints")) {
        missing.push("lints".to_owned());
    }
    let targets = manifest.get("target").and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::values);
    for table in std::iter::once(&manifest).chain(targets.filter_map(toml::Value::as_table)) {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let entries = table.get(section).and_then(toml::Value::as_table);
            let own = entries.into_iter().flatten().filter(|(_, value)| !from_workspace(Some(value)));
            missing.extend(own.map(|(name, _)| format!("{section}.{name}")));
        }
    }
    Ok(missing)
}

fn source(root: &Path, path: &str) -> Result<Source> {
    let text = fs::read_to_string(root.join(path)).with_context(|| format!("{path} can not be read"))?;
    Ok(Source {
        path: path.to_owned(),
        generated: text.lines().take(3).any(|line| line.contains("`cargo xtask codegen`; do not edit")),
        scanned: lexer::scan(&text),
    })
}

fn migrations(root: &Path, files: &[String]) -> Result<Vec<Migration>> {
    let mut found: BTreeMap<&str, Migration> = BTreeMap::new();
    for path in files {
        let Some((name, file)) = path.strip_prefix("migrations/").and_then(|rest| rest.split_once('/')) else {
            continue;
        };
        let migration = found.entry(name).or_insert_with(|| Migration { name: name.to_owned(), up: None, down: None });
        let text = fs::read_to_string(root.join(path))?;
        match file {
            "up.sql" => migration.up = Some(text),
            "down.sql" => migration.down = Some(text),
            _ => {}
        }
    }
    Ok(found.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::not_inherited;

    #[test]
    fn a_version_of_its_own_is_seen_wherever_it_stands() {
        let manifest = r#"
            [package]
            name = "x"
            version.workspace = true
            edition = "2021"
            rust-version.workspace = true
            license.workspace = true
            publish.workspace = true
            [dependencies]
            serde = { workspace = true, features = ["derive"] }
            uuid = "1"
            [dev-dependencies.insta]
            version = "1"
            [target.'cfg(unix)'.dependencies]
            libc = { version = "0.2" }
        "#;
        let missing = not_inherited(manifest).unwrap();
        assert_eq!(
            missing,
            ["package.edition", "lints", "dependencies.uuid", "dev-dependencies.insta", "dependencies.libc"]
        );
    }
}
