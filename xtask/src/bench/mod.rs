//! `cargo xtask bench`: the measurements, each in a module of its own.

mod access;
mod call;
mod growth;
mod http;
mod ingest;
mod lists;
mod live;
mod load;
mod million;
mod read;
mod report;
mod segments;
mod shop;
mod webhooks;

use std::path::Path;

use anyhow::{Result, bail};
use report::Cost;

#[derive(clap::Args)]
pub struct Arguments {
    /// Which; without a name, they are listed
    name: Option<String>,
    /// Small and short, to see that it works
    #[arg(long)]
    quick: bool,
    /// Leave the loaded shop behind, and take the one that an earlier run left
    #[arg(long)]
    keep: bool,
    /// Run at 1/16, 1/4 and the whole of the size, and tell how the cost of one thing grows
    #[arg(long, conflicts_with = "quick")]
    growth: bool,
}

/// How to measure.
#[derive(Debug, Clone, Copy)]
pub struct Mode {
    /// Small and short, so that the numbers mean nothing.
    pub quick: bool,
    /// Whether a loaded shop outlives the run.
    pub keep: bool,
    /// One of so many parts of the stated size.
    pub part: u64,
}

impl Mode {
    /// So much of the stated size, or the small size.
    pub const fn size(self, whole: u64, quick: u64) -> u64 {
        if self.quick { quick } else { whole / self.part }
    }

    /// As many rounds, or a few.
    pub const fn rounds(self, rounds: u64) -> u64 {
        if self.quick { 3 } else { rounds }
    }
}

/// One measurement. A new one is a module and a line in [`BENCHES`].
struct Bench {
    name: &'static str,
    about: &'static str,
    /// Measures in the workspace, prints, and answers what each thing cost.
    run: fn(&Path, Mode) -> Result<Vec<Cost>>,
}

const BENCHES: &[Bench] = &[
    Bench { name: "lists", about: "every list, search and filter of a large shop", run: lists::run },
    Bench { name: "segments", about: "refreshes and previews against SQL by hand", run: segments::run },
    Bench { name: "read", about: "one customer, and a page of a million, against the bare read", run: read::run },
    Bench { name: "access", about: "knowing who calls and counting it, in memory and with Redis", run: access::run },
    Bench { name: "http", about: "what the HTTP layer adds to a route that does nothing", run: http::run },
    Bench { name: "ingest", about: "a file of orders, against set-based SQL of the same work", run: ingest::run },
    Bench { name: "live", about: "how soon after an order its customer is in 100 live segments", run: live::run },
    Bench { name: "webhooks", about: "events told, against the bare client, and how soon", run: webhooks::run },
];

pub fn run(root: &Path, arguments: &Arguments) -> Result<()> {
    let Some(name) = &arguments.name else {
        println!("{}", list());
        return Ok(());
    };
    match BENCHES.iter().find(|bench| bench.name == name) {
        Some(bench) if arguments.growth => growth::run(root, bench, arguments.keep),
        Some(bench) => {
            (bench.run)(root, Mode { quick: arguments.quick, keep: arguments.keep, part: 1 })?;
            Ok(())
        }
        None => bail!("there is no bench {name}. {}", list()),
    }
}

fn list() -> String {
    let lines: Vec<String> = BENCHES.iter().map(|bench| format!("  {:<12}{}", bench.name, bench.about)).collect();
    format!("The benches are:\n{}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_bench_is_refused() {
        let arguments = Arguments { name: Some("raed".to_owned()), quick: true, keep: false, growth: false };
        assert!(run(Path::new("/"), &arguments).unwrap_err().to_string().contains("raed"));
    }
}
