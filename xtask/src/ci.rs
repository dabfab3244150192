//! `cargo xtask ci`: everything CI checks, each step timed, all failures told together.

use std::{
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use growffinity_private_postgres::Needed;

use crate::{
    codegen, docs, prepare,
    run::{cargo, must},
    test, tidy,
};

#[derive(clap::Args)]
pub struct Arguments {
    /// Leave a step out; may be given again
    #[arg(long, value_name = "STEP")]
    without: Vec<String>,
    /// Do only this step; may be given again
    #[arg(long, value_name = "STEP")]
    only: Vec<String>,
}

struct Step {
    name: &'static str,
    run: fn(&Path) -> Result<()>,
}

/// Quick ones first; the tests last, so that their summary is near the end.
const STEPS: &[Step] = &[
    Step { name: "fmt", run: |root| must(cargo(root, ["fmt", "--all", "--check"])) },
    Step { name: "tidy", run: |root| tidy::run(root, true) },
    Step {
        name: "clippy",
        run: |root| must(cargo(root, ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])),
    },
    Step { name: "codegen", run: |root| codegen::run(root, true) },
    Step { name: "migrations", run: codegen::migrations::check },
    Step { name: "docs", run: docs::run },
    Step { name: "test", run: tests },
];

pub fn run(root: &Path, arguments: &Arguments) -> Result<ExitCode> {
    for name in arguments.without.iter().chain(&arguments.only) {
        if STEPS.iter().all(|step| step.name != name) {
            let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
            bail!("there is no step {name}; there are {}", known.join(", "));
        }
    }
    prepare::ensure(&[Needed::Postgres, Needed::Libpq, Needed::Redis])?;
    let mut results = Vec::new();
    for step in STEPS.iter().filter(|step| arguments.wants(step.name)) {
        eprintln!("── {}", step.name);
        let began = Instant::now();
        let outcome = (step.run)(root);
        if let Err(error) = &outcome {
            eprintln!("{}: {error:#}", step.name);
        }
        results.push((step.name, began.elapsed(), outcome.is_ok()));
    }
    eprint!("{}", summary(&results));
    let green = results.iter().all(|(_, _, passed)| *passed);
    Ok(if green { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Arguments {
    fn wants(&self, name: &str) -> bool {
        let among = |names: &[String]| names.iter().any(|one| one == name);
        (self.only.is_empty() || among(&self.only)) && !among(&self.without)
    }
}

fn tests(root: &Path) -> Result<()> {
    if test::run(root, &test::Arguments::everything())? != ExitCode::SUCCESS {
        bail!("not all passed");
    }
    Ok(())
}

fn summary(results: &[(&str, Duration, bool)]) -> String {
    let line = |(name, took, passed): &(&str, Duration, bool)| {
        let verdict = if *passed { "ok" } else { "FAILED" };
        format!("{name:<12}{verdict:<8}{:>7.1} s\n", took.as_secs_f64())
    };
    std::iter::once("\n".to_owned()).chain(results.iter().map(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(without: &[&str], only: &[&str]) -> Vec<&'static str> {
        let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let arguments = Arguments { without: owned(without), only: owned(only) };
        STEPS.iter().map(|step| step.name).filter(|name| arguments.wants(name)).collect()
    }

    #[test]
    fn steps_can_be_left_out_or_picked() {
        assert_eq!(chosen(&[], &[]).len(), STEPS.len());
        assert!(!chosen(&["test"], &[]).contains(&"test"));
        assert_eq!(chosen(&[], &["tidy", "fmt"]), ["fmt", "tidy"]);
    }

    #[test]
    fn a_step_that_does_not_exist_is_refused() {
        let arguments = Arguments { without: vec!["tset".to_owned()], only: Vec::new() };
        let error = run(Path::new("/"), &arguments).unwrap_err().to_string();
        assert!(error.contains("tset") && error.contains("clippy"), "{error}");
    }

    #[test]
    fn the_summary_tells_each_steps_time_and_fate() {
        let text = summary(&[("fmt", Duration::from_millis(1234), true), ("test", Duration::from_secs(90), false)]);
        assert_eq!(text, "\nfmt         ok          1.2 s\ntest        FAILED     90.0 s\n");
    }
}
