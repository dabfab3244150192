//! `cargo xtask test`: every test, against services of our own.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Result, bail};

use crate::{
    run::{self, cargo},
    services::Services,
};

#[derive(clap::Args)]
pub struct Arguments {
    /// For nextest: packages (-p), names of tests, --no-capture, …
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    more: Vec<String>,
}

impl Arguments {
    pub fn everything() -> Self {
        Self { more: Vec::new() }
    }
}

pub fn run(root: &Path, arguments: &Arguments) -> Result<ExitCode> {
    let services = Services::given_or_own(root)?;
    let outcome = all(root, &arguments.more, &services);
    drop(services);
    if let Err(error) = &outcome {
        eprintln!("xtask: {error:#}");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn all(root: &Path, arguments: &[String], services: &Services) -> Result<()> {
    let plan = Plan::of(arguments);
    if plan.server {
        run::must(cargo(root, ["build", "--workspace", "--bin", "growffinity"]))?;
    }
    let with_services = |words: Vec<&str>| {
        let mut command = cargo(root, words);
        services.introduce(&mut command);
        if plan.server {
            command.env("GROWFFINITY_BIN", run::target(root).join("debug").join("growffinity"));
        }
        command
    };
    // The examples in the documentation first, so that the tests' summary is the last to be seen.
    let examples = plan.examples.then(|| run::must(with_services(vec!["test", "--quiet", "--workspace", "--doc"])));
    let nextest = run::succeeds(cargo(root, ["nextest", "--version"]));
    if !nextest {
        eprintln!("xtask: cargo-nextest is not installed; cargo test does it, more slowly");
    }
    let skipped = run::target(root).join("tmp/clients/skipped");
    let _ = fs::remove_dir_all(&skipped);
    let tests = run::must(with_services(plan.words(nextest, arguments)));
    tell_skipped(&skipped);
    match (examples, tests) {
        (Some(Err(examples)), Err(tests)) => bail!("{tests:#}; {examples:#}"),
        (Some(Err(one)), Ok(())) | (_, Err(one)) => Err(one),
        (_, Ok(())) => Ok(()),
    }
}

/// Tests with clients of others leave a note when node, python or the network is missing; a test that passes says nothing.
fn tell_skipped(folder: &Path) {
    let notes =
        fs::read_dir(folder).into_iter().flatten().filter_map(|entry| fs::read_to_string(entry.ok()?.path()).ok());
    for note in notes {
        eprintln!("xtask: NOT TESTED: {}", note.trim());
    }
}

/// What a list of arguments asks for.
#[derive(Debug, PartialEq, Eq)]
struct Plan {
    /// No package is named, so it is all of them.
    workspace: bool,
    /// Tests may be among them that start the server's binary.
    server: bool,
    /// The examples in the documentation, too.
    examples: bool,
}

impl Plan {
    fn of(arguments: &[String]) -> Self {
        let named = |(index, word): (usize, &String)| match word.as_str() {
            "-p" | "--package" => arguments.get(index + 1).cloned(),
            other => other.strip_prefix("--package=").or_else(|| other.strip_prefix("-p")).map(str::to_owned),
        };
        let packages: Vec<String> = arguments.iter().enumerate().filter_map(named).collect();
        let workspace = packages.is_empty();
        let server = workspace || packages.iter().any(|name| name == "growffinity-server");
        Self { workspace, server, examples: arguments.is_empty() }
    }

    fn words<'a>(&self, nextest: bool, arguments: &'a [String]) -> Vec<&'a str> {
        let mut words = if nextest { vec!["nextest", "run"] } else { vec!["test", "--all-targets"] };
        if self.workspace {
            words.push("--workspace");
        }
        words.extend(arguments.iter().map(String::as_str));
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(arguments: &[&str]) -> (Plan, String) {
        let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
        let plan = Plan::of(&arguments);
        let words = plan.words(true, &arguments).join(" ");
        (plan, words)
    }

    #[test]
    fn nothing_named_is_everything() {
        let (plan, words) = plan(&[]);
        assert_eq!(plan, Plan { workspace: true, server: true, examples: true });
        assert_eq!(words, "nextest run --workspace");
    }

    #[test]
    fn a_package_named_in_any_way_is_run_alone() {
        for named in [&["-p", "growffinity-smtp"][..], &["--package=growffinity-smtp"], &["-pgrowffinity-smtp"]] {
            let (plan, words) = plan(named);
            assert_eq!(plan, Plan { workspace: false, server: false, examples: false }, "{named:?}");
            assert_eq!(words, format!("nextest run {}", named.join(" ")));
        }
    }

    #[test]
    fn the_binary_is_built_for_those_who_start_it() {
        assert!(plan(&["-p", "growffinity-server", "journey"]).0.server);
        assert!(plan(&["journey"]).0.server);
    }
}
