//! The rules, by name.

mod dependencies;
mod externals;
mod lengths;
mod manifests;
mod migrations;
mod readmes;
mod sql;
mod text;

use super::tree::{Fault, Tree};

/// A rule and the function that finds where it is broken.
pub struct Rule {
    pub name: &'static str,
    pub check: fn(&Tree) -> Vec<Fault>,
}

pub const RULES: &[Rule] = &[
    Rule { name: "known-folders", check: dependencies::known_folders },
    Rule { name: "who-may-use-whom", check: dependencies::who_may_use_whom },
    Rule { name: "pure-domain", check: externals::pure_domain },
    Rule { name: "pure-domain-closure", check: externals::pure_closure },
    Rule { name: "technology-at-home", check: externals::technology_at_home },
    Rule { name: "inherited-manifests", check: manifests::inherited },
    Rule { name: "file-length", check: lengths::longest },
    Rule { name: "most-files-short", check: lengths::share },
    Rule { name: "sql-in-one-place", check: sql::in_one_place },
    Rule { name: "readme-is-doc", check: readmes::readme_is_doc },
    Rule { name: "first-doc-line", check: readmes::first_doc_line },
    Rule { name: "migrations-go-back", check: migrations::go_back },
    Rule { name: "migrations-in-order", check: migrations::in_order },
    Rule { name: "nothing-left-over", check: text::nothing_left_over },
    Rule { name: "no-thread-sleep", check: text::no_thread_sleep },
    Rule { name: "no-block-on", check: text::no_block_on },
    Rule { name: "exceptions-expected", check: text::exceptions_expected },
];
