//! `cargo xtask bench`: the measurements, each in a module of its own.

mod access;
mod http;
mod ingest;
mod lists;
mod load;
mod million;
mod read;
mod report;
mod shop;

use std::path::Path;

use anyhow::{Result, bail};

#[derive(clap::Args)]
pub struct Arguments {
    /// Which; without a name, they are listed
    name: Option<String>,
    /// Small and short, to see that it works
    #[arg(long)]
    quick: bool,
}

/// One measurement. A new one is a module and a line in [`BENCHES`].
struct Bench {
    name: &'static str,
    about: &'static str,
    /// The workspace; and whether small and short, so that its numbers mean nothing.
    run: fn(&Path, quick: bool) -> Result<()>,
}

const BENCHES: &[Bench] = &[
    Bench { name: "lists", about: "every list, search and filter of a large shop", run: lists::run },
    Bench { name: "read", about: "one customer, and a page of a million, against the bare read", run: read::run },
    Bench { name: "access", about: "knowing who calls and counting it, in memory and with Redis", run: access::run },
    Bench { name: "http", about: "what the HTTP layer adds to a route that does nothing", run: http::run },
    Bench { name: "ingest", about: "a file of orders, against set-based SQL of the same work", run: ingest::run },
];

pub fn run(root: &Path, arguments: &Arguments) -> Result<()> {
    let Some(name) = &arguments.name else {
        println!("{}", list());
        return Ok(());
    };
    match BENCHES.iter().find(|bench| bench.name == name) {
        Some(bench) => (bench.run)(root, arguments.quick),
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
        let arguments = Arguments { name: Some("raed".to_owned()), quick: true };
        assert!(run(Path::new("/"), &arguments).unwrap_err().to_string().contains("raed"));
    }
}
