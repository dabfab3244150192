//! Each crate and each file says what it is for.

use crate::tidy::tree::{Fault, Tree};

/// Each crate has a README.md with more than a heading, and it is the crate's documentation.
pub fn readme_is_doc(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for krate in &tree.crates {
        let says =
            krate.readme.as_deref().map(|text| text.lines().any(|it| !it.trim().is_empty() && !it.starts_with('#')));
        match says {
            None => faults.push(Fault::at(&krate.folder, "no README.md")),
            Some(false) => faults.push(Fault::at(&krate.folder, "README.md says nothing below its heading")),
            Some(true) => {}
        }
        if !krate.readme_is_doc {
            faults.push(Fault::at(
                &krate.folder,
                "no `#![doc = include_str!(\"../README.md\")]` at the top of the crate",
            ));
        }
    }
    faults
}

/// Each file starts with a line of documentation.
pub fn first_doc_line(tree: &Tree) -> Vec<Fault> {
    let silent = tree.sources.iter().filter(|source| !source.scanned.has_doc);
    silent.map(|source| Fault::at(&source.path, "no `//!` line says what the file is for")).collect()
}
