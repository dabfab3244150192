//! Who may depend on whom.

use crate::tidy::layer::Layer;
use crate::tidy::tree::{Crate, Fault, Tree};

/// Each crate lies in a folder whose layer is known.
pub fn known_folders(tree: &Tree) -> Vec<Fault> {
    let strangers = tree.crates.iter().filter(|krate| krate.layer.is_none());
    strangers.map(|it| Fault::at(&it.folder, "no layer of the house: see xtask/src/tidy/layer.rs")).collect()
}

/// Each crate names only those of ours that its layer allows.
pub fn who_may_use_whom(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (krate, layer) in with_layer(tree) {
        for dependency in &krate.dependencies {
            let target = tree.crates.iter().find(|it| it.name == dependency.name).and_then(|it| it.layer);
            if target.is_some_and(|target| !layer.may_use(target, dependency.dev)) {
                let section = if dependency.dev { "dev-dependencies" } else { "dependencies" };
                let reason = format!("{} in {section}: {}", dependency.name, layer.describe());
                faults.push(Fault::at(&krate.folder, reason));
            }
        }
    }
    faults
}

/// The crates whose layer is known.
pub fn with_layer(tree: &Tree) -> impl Iterator<Item = (&Crate, Layer)> {
    tree.crates.iter().filter_map(|krate| Some((krate, krate.layer?)))
}
