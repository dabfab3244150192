//! What the HTTP layer costs: a route that does nothing, through the whole layer and without it. The processor's time is
//! counted, not the clock's: it says the same on a busy machine.

use std::{path::Path, process::Command};

use anyhow::{Context, Result};
use serde_json::json;

use super::{
    Mode,
    load::{Request, Wrk},
    report::{Cost, median},
    shop::{Running, free_port},
};
use crate::{prepare, run};

/// Microseconds of processor time that the layer may add to a request.
const GOAL: f64 = 30.0;

pub fn run(root: &Path, mode: Mode) -> Result<Vec<Cost>> {
    let quick = mode.quick;
    let (rounds, seconds) = (mode.rounds(7), if quick { 1 } else { 4 });
    prepare::ensure_wrk()?;
    let profile = if quick { &[][..] } else { &["--release"][..] };
    let build = ["build", "-p", "growffinity-bench-layer"].into_iter().chain(profile.iter().copied());
    run::must(run::cargo(root, build))?;
    let program = run::target(root).join(if quick { "debug" } else { "release" }).join("bench-layer");
    let folder = run::target(root).join("bench").join("http");
    std::fs::create_dir_all(&folder)?;

    let start = |bare: bool| {
        let listen = format!("127.0.0.1:{}", free_port()?);
        let mut command = Command::new(&program);
        command.env("LISTEN", &listen);
        if bare {
            command.env("BARE", "1");
        }
        Running::start(command, &listen, &folder.join(if bare { "bare.log" } else { "layer.log" }))
    };
    let (layer, bare) = (start(false)?, start(true)?);
    let load = |server: &Running, path| Wrk {
        base: server.base.clone(),
        request: Request::Item(path, 1_000_000),
        credentials: None,
    };
    let through = load(&layer, "/wp-json/growffinity/v1/bench/%d");
    let without = load(&bare, "/bench/%d");
    for wrk in [&through, &without] {
        wrk.round(&folder, 1)?;
    }
    let (mut ours, mut reference) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        ours.push(cost(&layer, &through, &folder, seconds)?);
        reference.push(cost(&bare, &without, &folder, seconds)?);
        let newest = |figures: &[f64]| figures.last().copied().unwrap_or_default();
        eprintln!("round {round} of {rounds}: {:.1} µs against {:.1} µs", newest(&ours), newest(&reference));
    }
    let added = median(ours.iter().zip(&reference).map(|(ours, reference)| ours - reference).collect());
    let (ours, reference) = (median(ours), median(reference));
    println!("{:<44} {:>12} {:>12} {:>12} {:>12}", "http", "layer, µs", "bare, µs", "added, µs", "at most, µs");
    println!("{:<44} {ours:>12.1} {reference:>12.1} {added:>12.1} {GOAL:>12.1}", "processor time of a request");
    println!(
        "{}",
        json!({"bench": "http", "profile": if quick { "debug" } else { "release" }, "rounds": rounds, "unit": "µs of processor time a request",
            "layer": ours, "bare": reference, "added": added, "goal": GOAL})
    );
    Ok(vec![Cost { what: "what the layer adds to a request".to_owned(), microseconds: added }])
}

/// Microseconds of processor time that a request cost the server in one round.
fn cost(server: &Running, load: &Wrk, folder: &Path, seconds: u32) -> Result<f64> {
    let before = server.processor_seconds()?;
    let round = load.round(folder, seconds)?;
    let spent = server.processor_seconds()? - before;
    let requests = Some(round.requests).filter(|requests| *requests > 0.0).context("wrk made no requests")?;
    Ok(spent * 1_000_000.0 / requests)
}
