//! The same measurement at 1/16, 1/4 and the whole of its size: what one thing costs should stay what it was.

use std::path::Path;

use anyhow::Result;
use serde_json::json;

use super::{Bench, Mode, report::Cost};

const PARTS: [u64; 3] = [16, 4, 1];

/// Runs `bench` at each size and prints each cost beside that of the smallest.
pub fn run(root: &Path, bench: &Bench, keep: bool) -> Result<()> {
    let mut runs = Vec::new();
    for part in PARTS {
        eprintln!("{} at 1/{part} of its size", bench.name);
        runs.push((bench.run)(root, Mode { quick: false, keep, part })?);
    }
    println!("{:<60} {:>12} {:>12} {:>12}  whole to 1/16", bench.name, "at 1/16", "at 1/4", "whole");
    let mut rows = Vec::new();
    for (at, Cost { what, .. }) in runs.first().into_iter().flatten().enumerate() {
        let of = |run: &Vec<Cost>| run.get(at).map_or(f64::NAN, |cost| cost.microseconds);
        let costs: Vec<f64> = runs.iter().map(of).collect();
        if let [small, middle, whole] = costs.as_slice() {
            let growth = whole / small;
            println!("{what:<60} {small:>12.1} {middle:>12.1} {whole:>12.1}  {growth:.2}");
            rows.push(json!({"what": what, "microseconds": costs, "growth": growth}));
        }
    }
    println!("{}", json!({"bench": format!("{} growth", bench.name), "parts": PARTS, "rows": rows}));
    Ok(())
}
