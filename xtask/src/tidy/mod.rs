//! `cargo xtask tidy`: the rules of the house that no compiler checks.
//!
//! Each rule is a pure function over [`Tree`], a small picture of the workspace that [`read`] takes.

mod build;
mod deny;
mod layer;
mod lexer;
mod read;
mod rules;
mod tree;

#[cfg(test)]
mod planted;

use std::path::Path;

use anyhow::{Result, bail};

pub use self::tree::{Breach, Tree};

/// Checks the workspace at `root`; with `build`, also that each crate compiles without the others' features, and what
/// deny.toml asks of the dependencies.
pub fn run(root: &Path, build: bool) -> Result<()> {
    let tree = read::tree(root)?;
    let mut breaches = check(&tree);
    let mut rules = rules::RULES.len();
    if build {
        rules += 1;
        breaches.extend(build::each_alone(root, &tree)?);
        if deny::installed(root) {
            rules += 1;
            breaches.extend(deny::check(root)?);
        } else {
            println!("tidy: cargo-deny is NOT INSTALLED: licences, bans and sources (deny.toml) were NOT CHECKED.");
            println!("tidy: to install it: cargo install --locked cargo-deny");
        }
    }
    for breach in &breaches {
        println!("{breach}");
    }
    if !breaches.is_empty() {
        bail!("tidy: {} breaches of {rules} rules", breaches.len());
    }
    println!("tidy: {rules} rules, {} crates, {} files, clean", tree.crates.len(), tree.sources.len());
    Ok(())
}

/// All breaches, rule by rule, each rule's in the order of the tree.
pub fn check(tree: &Tree) -> Vec<Breach> {
    rules::RULES
        .iter()
        .flat_map(|rule| (rule.check)(tree).into_iter().map(|fault| Breach { rule: rule.name, fault }))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Breach, check, read};

    #[test]
    fn this_workspace_is_clean() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let breaches: Vec<String> = check(&read::tree(root).unwrap()).iter().map(Breach::to_string).collect();
        assert!(breaches.is_empty(), "{}", breaches.join("\n"));
    }
}
