//! Migrations can be taken back, and their order is told by their names.

use crate::tidy::tree::{Fault, Tree};

/// Each migration has both ways, and neither is empty.
pub fn go_back(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for migration in &tree.migrations {
        for (file, text) in [("up.sql", &migration.up), ("down.sql", &migration.down)] {
            if text.as_deref().is_none_or(|text| text.trim().is_empty()) {
                faults.push(Fault::at(format!("migrations/{}", migration.name), format!("{file} is missing or empty")));
            }
        }
    }
    faults
}

/// Each name is `YYYY-MM-DD-HHMMSS_slug`, and no two share their time.
pub fn in_order(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut before = None;
    for migration in &tree.migrations {
        let place = format!("migrations/{}", migration.name);
        match stamp(&migration.name) {
            None => faults.push(Fault::at(place, "not named YYYY-MM-DD-HHMMSS_slug")),
            Some(time) if before == Some(time) => faults.push(Fault::at(place, "another migration has the same time")),
            time => before = time,
        }
    }
    faults
}

/// The time in a migration's name.
fn stamp(name: &str) -> Option<&str> {
    let (time, slug) = name.split_once('_')?;
    let shape = time.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).eq("0000-00-00-000000".chars());
    let plain = !slug.is_empty() && slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    (shape && plain).then_some(time)
}
