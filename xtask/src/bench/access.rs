//! What it costs to know who calls and to count it: two requests for the same nothing, one signed in and counted and one
//! neither, on one connection and turn by turn. The difference of their medians is the cost.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use growffinity_private_postgres::{Needed, PrivateRedis};

use super::{
    Mode,
    report::{Cost, Limit, median, print_limits},
    shop::Shop,
};
use crate::prepare;

/// Answered 404 by the dispatcher itself, whoever asks.
const NOTHING: &str = "/wp-json/growffinity/v1/nothing";
/// Microseconds that each may cost.
const GOALS: [(&str, f64); 2] = [("in memory", 15.0), ("with Redis on loopback", 150.0)];

pub fn run(root: &Path, mode: Mode) -> Result<Vec<Cost>> {
    let (rounds, requests) = (mode.rounds(11), mode.size(4_000, 200));
    prepare::ensure(&[Needed::Redis])?;
    let shop = Shop::open(root, "access")?;
    let credentials = shop.owner()?;
    let folder = shop.folder.join("redis");
    fs::create_dir_all(&folder)?;
    let redis = PrivateRedis::start(&folder)?;
    let url = redis.url();
    // A thousandth of the plan is used, so that nothing is refused; nobody without a name is counted.
    let counted = [("rates.premium", "1000000"), ("rates.standard", "0"), ("http.workers", "1")];
    // However busy the machine is, Redis is to count.
    let shared = [&counted[..], &[("redis.url", url.as_str()), ("redis.patience", "10 s")]].concat();
    let memory = shop.serve_with(&counted)?;
    let shared = shop.serve_with(&shared)?;
    let mut callers = [Caller::new(&memory.base, &credentials)?, Caller::new(&shared.base, &credentials)?];
    for caller in &mut callers {
        caller.round(requests)?;
    }
    let mut figures: [Vec<Round>; 2] = Default::default();
    for round in 1..=rounds {
        for (caller, figures) in callers.iter_mut().zip(&mut figures) {
            figures.push(caller.round(requests)?);
        }
        let costs: Vec<String> =
            figures.iter().filter_map(|rounds| rounds.last()).map(|round| format!("{:.1} µs", round.cost())).collect();
        eprintln!("round {round} of {rounds}: in memory and with Redis {}", costs.join(", "));
    }
    let rows: Vec<Limit> = GOALS
        .into_iter()
        .zip(&figures)
        .map(|((what, goal), rounds)| Limit {
            what: format!("authentication and counting {what}, c = 1"),
            ours: median(rounds.iter().map(Round::cost).collect()),
            goal,
            unit: "µs",
            more: vec![
                ("signed in and counted, µs", median(rounds.iter().map(|round| round.signed).collect())),
                ("neither, µs", median(rounds.iter().map(|round| round.anonymous).collect())),
            ],
        })
        .collect();
    Ok(print_limits("access", requests, &rows))
}

/// Medians of one round, in microseconds.
struct Round {
    signed: f64,
    anonymous: f64,
}

impl Round {
    fn cost(&self) -> f64 {
        self.signed - self.anonymous
    }
}

/// One connection that is kept alive.
struct Caller {
    stream: BufReader<TcpStream>,
    signed: String,
    anonymous: String,
}

impl Caller {
    fn new(base: &str, credentials: &str) -> Result<Self> {
        let address = base.trim_start_matches("http://");
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let request = |more: &str| format!("GET {NOTHING} HTTP/1.1\r\nHost: {address}\r\n{more}\r\n");
        let signed = request(&format!("Authorization: Basic {credentials}\r\n"));
        Ok(Self { stream: BufReader::new(stream), signed, anonymous: request("") })
    }

    fn round(&mut self, requests: u64) -> Result<Round> {
        let (mut signed, mut anonymous) = (Vec::new(), Vec::new());
        for number in 0..requests {
            // Whichever comes first changes from pair to pair.
            for first in [number % 2 == 0, number % 2 != 0] {
                let request = if first { self.signed.clone() } else { self.anonymous.clone() };
                let begun = Instant::now();
                let counted = self.ask(&request)?;
                let took = begun.elapsed().as_secs_f64() * 1e6;
                ensure!(counted == first, "counted: {counted}, signed in: {first}");
                if first { signed.push(took) } else { anonymous.push(took) }
            }
        }
        Ok(Round { signed: median(signed), anonymous: median(anonymous) })
    }

    /// Sends a request and reads the answer; whether it was counted.
    fn ask(&mut self, request: &str) -> Result<bool> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (mut length, mut counted, mut line) = (0, false, String::new());
        self.stream.read_line(&mut line)?;
        if !line.starts_with("HTTP/1.1 404") {
            bail!("answered {line}");
        }
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().context("a length")?,
                "ratelimit-remaining" => counted = true,
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(counted)
    }
}
