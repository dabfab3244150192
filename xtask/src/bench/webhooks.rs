//! Telling others: deliveries a second from events that are committed to requests that are answered, against the same client
//! posting a ready-made body in a loop; and how long after its change an event arrives, at 200 changes a second.

mod receiver;

use std::{
    fs,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use self::receiver::Receiver;
use super::{
    Mode,
    call::{Caller, steadily},
    report::{Cost, Limit, Row, median, per_second, print, print_limits},
    shop::Shop,
};
use crate::run;

/// Requests at once, on either side.
const CONCURRENCY: &str = "16";
/// Milliseconds from a change to its first attempt, at the 99th percentile.
const GOAL: f64 = 200.0;
const CHANGES_A_SECOND: u64 = 200;

pub fn run(root: &Path, mode: Mode) -> Result<Vec<Cost>> {
    let (events, rounds, seconds) = (mode.size(20_000, 1_000), mode.rounds(5), if mode.quick { 2 } else { 20 });
    let shop = Shop::open(root, "webhooks")?;
    run::must(run::cargo(root, ["build", "--release", "-p", "growffinity-bench-layer", "--bin", "bench-poster"]))?;
    let credentials = shop.owner()?;
    let settings = [("webhooks.allow_private", "on"), ("webhooks.concurrency", CONCURRENCY)];
    let server = shop.serve_with_worker_and(&settings)?;
    let receiver = Receiver::open()?;
    let mut caller = Caller::new(&server.base, &credentials)?;
    shop.sql(&customers(events))?;
    caller.post("webhooks", &json!({"delivery_url": receiver.url(), "events": ["customer.updated"]}))?;

    let poster = Poster { program: run::target(root).join("release").join("bench-poster"), url: receiver.url() };
    tell(&shop, &receiver, events.min(1_000))?;
    let body = shop.folder.join("body.json");
    fs::write(&body, receiver.last_body().context("nothing was received")?)?;
    let (mut ours, mut reference) = (Vec::new(), Vec::new());
    for round in 1..=rounds {
        ours.push(per_second(events, tell(&shop, &receiver, events)?));
        reference.push(per_second(events, poster.post(&body, events)?));
        let newest = |rates: &[f64]| rates.last().copied().unwrap_or_default();
        eprintln!("round {round} of {rounds}: {:.0} against {:.0}", newest(&ours), newest(&reference));
    }
    let costs = print(
        "webhooks",
        events,
        &[Row {
            what: format!("events told, c = {CONCURRENCY}"),
            ours: median(ours),
            reference: median(reference),
            against: "the same client in a loop",
            goal: 0.4,
            unit: "deliveries/s",
            more: vec![("memory of the server at its most, MB", server.peak_memory()?)],
        }],
    );
    latency(&server.base, &credentials, &receiver, seconds)?;
    Ok(costs)
}

/// As many customers as events, each with what a customer has.
fn customers(count: u64) -> String {
    format!(
        "INSERT INTO customers (email, first_name, last_name, phone, status, billing, attributes, store_id, \
             consent_status, consent_source, consent_at, created_at, modified_at) \
         SELECT 'customer-' || n || '@example.com', 'First' || n % 5000, 'Last' || n % 90000, '+1 555 ' || n, 'active', \
             jsonb_build_object('first_name', 'First' || n % 5000, 'address_1', n || ' High Street', 'country', 'US'), \
             jsonb_build_object('shoe_size', 36 + n % 12), (SELECT min(id) FROM stores), 'subscribed', 'checkout', now(), \
             now(), now() FROM generate_series(1, {count}) n; ANALYZE"
    )
}

/// Commits so many events and waits until the receiver has them all.
fn tell(shop: &Shop, receiver: &Receiver, events: u64) -> Result<Duration> {
    receiver.forget();
    let began = Instant::now();
    shop.sql(&format!(
        "INSERT INTO events (type, object_type, object_id, customer_id, occurred_at) \
         SELECT 'customer.updated', 'customer', id, id, clock_timestamp() FROM customers ORDER BY id LIMIT {events}"
    ))?;
    wait(receiver, events)?;
    Ok(began.elapsed())
}

fn wait(receiver: &Receiver, count: u64) -> Result<()> {
    let began = Instant::now();
    while receiver.count() < count {
        ensure!(began.elapsed() < Duration::from_mins(5), "only {} of {count} arrived", receiver.count());
        thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

struct Poster {
    program: std::path::PathBuf,
    url: String,
}

impl Poster {
    fn post(&self, body: &Path, count: u64) -> Result<Duration> {
        let began = Instant::now();
        let mut command = Command::new(&self.program);
        command.env("URL", &self.url).env("BODY", body).env("COUNT", count.to_string());
        command.env("CONCURRENCY", CONCURRENCY);
        run::must(command)?;
        Ok(began.elapsed())
    }
}

/// Changes customers at an even pace over several connections, and looks how old each event is when it arrives.
fn latency(base: &str, credentials: &str, receiver: &Receiver, seconds: u64) -> Result<()> {
    receiver.forget();
    let changes = CHANGES_A_SECOND * seconds;
    let took = steadily(base, credentials, CHANGES_A_SECOND, changes, |caller, number| {
        caller.put(&format!("customers/{}", 1 + number % 1_000), &json!({"phone": format!("+1 {number}")}))
    })?;
    wait(receiver, changes)?;
    let mut ages = receiver.ages();
    ages.sort_by(f64::total_cmp);
    // The share in hundredths.
    let at = |share: usize| ages.get((ages.len() * share / 100).min(ages.len() - 1)).copied().unwrap_or_default();
    print_limits(
        "webhooks",
        changes,
        &[Limit {
            what: format!("change to first attempt, p99, {CHANGES_A_SECOND} changes/s"),
            ours: at(99),
            goal: GOAL,
            unit: "ms",
            more: vec![
                ("median, ms", at(50)),
                ("the longest, ms", at(100)),
                ("changes/s made", per_second(changes, took)),
            ],
        }],
    );
    Ok(())
}
