//! Words that must not stand in code.

use crate::tidy::tree::{Fault, Source, Tree};

/// What marks work that is not done, or a test that does not test.
const LEFT_OVER: &[(&str, &str)] = &[
    ("#[ignore", "a test that does not run tests nothing"),
    ("todo!", "unfinished work"),
    ("unimplemented!", "unfinished work"),
    ("dbg!", "left over from a search for a fault"),
    ("assert!(true", "a test that can not fail"),
];

/// Where waiting on a thread is right: programs of ours are started and watched there, without a runtime.
const MAY_SLEEP: &[&str] = &["crates/private-postgres/", "crates/server/tests/it/node.rs", "xtask/"];

pub fn nothing_left_over(tree: &Tree) -> Vec<Fault> {
    let found =
        |source| LEFT_OVER.iter().flat_map(move |(word, why)| lines_with(source, word).map(move |it| (it, word, why)));
    let mut faults = Vec::new();
    for source in &tree.sources {
        faults.extend(found(source).map(|(line, word, why)| Fault::on_line(source, line, format!("{word}: {why}"))));
    }
    faults
}

pub fn no_thread_sleep(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in tree.sources.iter().filter(|it| !MAY_SLEEP.iter().any(|place| it.path.starts_with(place))) {
        let reason = "a thread sleeps: wait for what happens, with a deadline, on the runtime's timer";
        faults.extend(lines_with(source, "thread::sleep").map(|line| Fault::on_line(source, line, reason)));
    }
    faults
}

/// Where a runtime is started for the whole process, or for a thread of its own.
const MAY_BLOCK_ON: &[&str] = &["crates/server/src/main.rs", "crates/server/src/cli/", "crates/testkit/"];

/// Test code in all but its place: what it gives is used by tests alone.
const TEST_SUPPORT: &str = "crates/testkit/";

/// Work that waits is awaited: a blocked thread of the runtime holds up every other task on it.
pub fn no_block_on(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in tree.sources.iter().filter(|it| !MAY_BLOCK_ON.iter().any(|place| it.path.starts_with(place))) {
        let calls = [".block_on(", "::block_on("].into_iter().flat_map(|word| lines_with(source, word));
        let own = calls.filter(|line| !source.is_test_line(*line));
        faults.extend(
            own.map(|line| Fault::on_line(source, line, "block_on: await it; only a subcommand starts a runtime")),
        );
    }
    faults
}

/// A lint is switched off by `#[expect(…, reason = "…")]`, which complains once it is needed no more.
pub fn exceptions_expected(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in tree.sources.iter().filter(|it| !it.generated && !it.path.starts_with(TEST_SUPPORT)) {
        let allows = ["#[allow(", "#![allow("].into_iter().flat_map(|word| lines_with(source, word));
        let own = allows.filter(|line| !source.is_test_line(*line) && !in_macro(source, *line));
        faults.extend(own.map(|line| Fault::on_line(source, line, "allow: say `#[expect(…, reason = \"…\")]`")));
    }
    faults
}

/// Whether `line` is in the body of a macro, where a lint is met in some uses only and can't be expected.
fn in_macro(source: &Source, line: usize) -> bool {
    let before = source.scanned.code.iter().take(line).rev();
    let opening = before.take_while(|code| *code != "}").find(|code| code.starts_with("macro_rules!"));
    opening.is_some()
}

/// The lines of code that contain `word`.
fn lines_with<'a>(source: &'a Source, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let lines = source.scanned.code.iter().enumerate();
    lines.filter(move |(_, code)| code.contains(word)).map(|(at, _)| at + 1)
}
