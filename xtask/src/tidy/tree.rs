//! What the rules look at: crates, their dependencies, sources and migrations.

use std::fmt;

use super::layer::Layer;
use super::lexer::Scanned;

/// The workspace as the rules see it.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    pub crates: Vec<Crate>,
    pub sources: Vec<Source>,
    pub migrations: Vec<Migration>,
}

/// One package of the workspace.
#[derive(Debug, Clone)]
pub struct Crate {
    pub name: String,
    /// Its folder, relative to the root.
    pub folder: String,
    pub layer: Option<Layer>,
    pub dependencies: Vec<Dependency>,
    /// Every package that ends up in a build of this crate alone, without dev-dependencies. Read for domain crates.
    pub closure: Vec<String>,
    /// What of the manifest does not come from the workspace.
    pub not_inherited: Vec<String>,
    /// README.md, or `None` where there is none.
    pub readme: Option<String>,
    /// Whether `src/lib.rs` (or `src/main.rs` of a crate without one) takes README.md as its documentation.
    pub readme_is_doc: bool,
}

/// A dependency as the manifest names it.
#[derive(Debug, Clone)]
pub struct Dependency {
    pub name: String,
    pub dev: bool,
}

/// A Rust source file.
#[derive(Debug, Clone)]
pub struct Source {
    /// Relative to the root, with `/`.
    pub path: String,
    /// Made by `cargo xtask codegen`.
    pub generated: bool,
    pub scanned: Scanned,
}

impl Source {
    /// Whether the whole file is test code.
    pub fn is_test_file(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("/tests.rs") || self.path.ends_with("tidy/planted.rs")
    }

    /// The last line of the code proper: where the test module starts, or the end.
    pub fn own_lines(&self) -> usize {
        if self.is_test_file() { self.scanned.lines } else { self.scanned.tests_from.unwrap_or(self.scanned.lines) }
    }

    /// Whether `line` is in test code.
    pub fn is_test_line(&self, line: usize) -> bool {
        self.is_test_file() || self.scanned.tests_from.is_some_and(|from| line > from)
    }
}

/// A folder under `migrations/`.
#[derive(Debug, Clone)]
pub struct Migration {
    pub name: String,
    /// The text of `up.sql` and of `down.sql`.
    pub up: Option<String>,
    pub down: Option<String>,
}

/// Where a rule is broken, and why that is a breach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub place: String,
    pub reason: String,
}

impl Fault {
    pub fn at(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into() }
    }

    pub fn on_line(source: &Source, line: usize, reason: impl Into<String>) -> Self {
        Self::at(format!("{}:{line}", source.path), reason)
    }
}

/// A fault under the name of its rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    pub rule: &'static str,
    pub fault: Fault,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: [{}] {}", self.fault.place, self.rule, self.fault.reason)
    }
}
