//! Versions, lints and dependencies are written once, in the workspace's manifest.

use crate::tidy::tree::{Fault, Tree};

/// Each crate inherits what the workspace gives.
pub fn inherited(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for krate in &tree.crates {
        for key in &krate.not_inherited {
            let place = format!("{}/Cargo.toml", krate.folder);
            faults.push(Fault::at(place, format!("{key} does not say `workspace = true`")));
        }
    }
    faults
}
