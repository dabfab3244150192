//! Which crates from outside may be named where.

use super::dependencies::with_layer;
use crate::tidy::tree::{Dependency, Fault, Tree};

/// What a domain crate may name.
const PURE: &[&str] = &[
    "async-trait",
    "base64",
    "blake2",
    "chrono",
    "chrono-tz",
    "croner",
    "futures",
    "hmac",
    "rust_decimal",
    "serde",
    "serde_json",
    "sha1",
    "sha2",
    "subtle",
    "thiserror",
    "uuid",
];

/// What a domain crate's tests may name besides.
const PURE_TESTS: &[&str] = &["insta", "proptest", "rstest"];

/// What must not come into a domain crate by a detour either.
const IMPURE: &[&str] =
    &["actix-web", "diesel", "hyper", "lettre", "mio", "postgres", "pq-sys", "redis", "reqwest", "sqlx", "tokio"];

/// A technology, where it lives, and whether test code may name it anywhere.
struct Home {
    technology: &'static str,
    folders: &'static [&'static str],
    tests_too: bool,
}

const HOMES: &[Home] = &[
    Home { technology: "diesel", folders: &["crates/adapters/postgres", "xtask/reference"], tests_too: false },
    Home { technology: "diesel_migrations", folders: &["crates/adapters/postgres"], tests_too: false },
    Home { technology: "r2d2", folders: &["crates/adapters/postgres", "xtask/reference"], tests_too: false },
    Home {
        technology: "actix-web",
        folders: &["crates/api", "crates/server", "xtask/layer", "xtask/reference"],
        tests_too: false,
    },
    Home { technology: "utoipa", folders: &["crates/api", "xtask/layer"], tests_too: false },
    Home { technology: "lettre", folders: &["crates/adapters/smtp"], tests_too: false },
    Home { technology: "minijinja", folders: &["crates/adapters/rendering"], tests_too: false },
    Home { technology: "redis", folders: &["crates/adapters/redis"], tests_too: false },
    Home { technology: "ring", folders: &["crates/server"], tests_too: false },
    Home { technology: "reqwest", folders: &["crates/adapters/outbound", "crates/testkit"], tests_too: true },
    Home {
        technology: "anyhow",
        folders: &["crates/server", "xtask", "xtask/book", "xtask/layer", "xtask/reference"],
        tests_too: false,
    },
    Home { technology: "mdbook-driver", folders: &["xtask/book"], tests_too: false },
    Home { technology: "object_store", folders: &["crates/adapters/files"], tests_too: false },
    Home { technology: "csv-core", folders: &["crates/adapters/files"], tests_too: false },
    Home { technology: "encoding_rs", folders: &["crates/adapters/files"], tests_too: false },
    Home { technology: "multer", folders: &["crates/api"], tests_too: false },
    Home { technology: "config", folders: &["crates/server"], tests_too: false },
    Home { technology: "metrics-exporter-prometheus", folders: &["crates/server"], tests_too: false },
    Home { technology: "tracing-subscriber", folders: &["crates/server"], tests_too: true },
];

/// A domain crate names pure crates only.
pub fn pure_domain(tree: &Tree) -> Vec<Fault> {
    let ours = |it: &Dependency| tree.crates.iter().any(|krate| krate.name == it.name);
    let pure = |it: &Dependency| {
        PURE.contains(&it.name.as_str()) || (it.dev && PURE_TESTS.contains(&it.name.as_str())) || ours(it)
    };
    let mut faults = Vec::new();
    for (krate, _) in with_layer(tree).filter(|(_, layer)| layer.is_domain()) {
        for dependency in krate.dependencies.iter().filter(|it| !pure(it)) {
            let reason = format!("{} is not one of the pure crates a domain crate may use", dependency.name);
            faults.push(Fault::at(&krate.folder, reason));
        }
    }
    faults
}

/// No I/O comes into a build of a domain crate through what it names.
pub fn pure_closure(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (krate, _) in with_layer(tree).filter(|(_, layer)| layer.is_domain()) {
        for name in krate.closure.iter().filter(|it| IMPURE.contains(&it.as_str())) {
            faults.push(Fault::at(&krate.folder, format!("{name} comes in with a dependency: cargo tree -i {name}")));
        }
    }
    faults
}

/// Each technology is named in its own crates alone.
pub fn technology_at_home(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for krate in &tree.crates {
        for dependency in &krate.dependencies {
            let Some(home) = HOMES.iter().find(|home| home.technology == dependency.name) else { continue };
            let allowed = home.folders.contains(&krate.folder.as_str()) || (home.tests_too && dependency.dev);
            if !allowed {
                let reason = format!("{} belongs in {}", home.technology, home.folders.join(", "));
                faults.push(Fault::at(&krate.folder, reason));
            }
        }
    }
    faults
}
