//! Taking in orders: a file through POST /imports against set-based SQL that does the same work.

mod orders;
mod script;

use std::{
    fmt::Write as _,
    fs,
    io::{BufWriter, Write as _},
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{
    Mode,
    call::Caller,
    load::{Request, Wrk, pgbench},
    report::{Cost, Row, median, per_second, print},
    shop::{Running, Shop},
};

/// A round of ours or of the reference takes in so many new orders of so many customers.
struct Size {
    orders: u64,
    customers: u64,
    rounds: u64,
}

pub fn run(root: &Path, mode: Mode) -> Result<Vec<Cost>> {
    // The first file is the one whose memory is looked at: a million orders.
    let whole = mode.size(1_000_000, 20_000);
    let orders = mode.size(100_000, 5_000);
    let size = Size { orders, customers: orders * 4 / 10, rounds: mode.rounds(5) };
    let shop = Shop::open(root, "ingest")?;
    let credentials = shop.owner()?;
    let server = shop.serve_with_worker()?;
    let file = shop.folder.join("orders.csv");

    write(&file, "whole", whole, whole * 3 / 10)?;
    let began = Instant::now();
    import(&shop, &server, &credentials, &file, whole)?;
    let whole_rate = per_second(whole, began.elapsed());
    let memory = server.peak_memory()?;
    eprintln!("{whole} orders: {whole_rate:.0} a second, {memory:.0} MB");

    let (mut ours, mut reference, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=size.rounds {
        write(&file, &format!("ours-{round}"), size.orders, size.customers)?;
        let began = Instant::now();
        import(&shop, &server, &credentials, &file, size.orders)?;
        ours.push(per_second(size.orders, began.elapsed()));

        write(&file, &format!("sql-{round}"), size.orders, size.customers)?;
        let began = Instant::now();
        shop.script(&script::same_work(&file))?;
        reference.push(per_second(size.orders, began.elapsed()));

        let began = Instant::now();
        shop.script(&script::bare_copy(&file))?;
        bare.push(per_second(size.orders, began.elapsed()));
        let newest = |rates: &[f64]| rates.last().copied().unwrap_or_default();
        let (ours, reference, bare) = (newest(&ours), newest(&reference), newest(&bare));
        eprintln!("round {round} of {}: {ours:.0} against {reference:.0}, bare COPY {bare:.0}", size.rounds);
    }
    agree(&shop)?;
    let row = Row {
        what: "CSV of orders by POST /imports".to_owned(),
        ours: median(ours),
        reference: median(reference),
        against: "set-based SQL of the same work",
        goal: 0.6,
        unit: "orders/s",
        more: vec![
            ("COPY into a bare table, /s", median(bare)),
            ("the whole file, orders/s", whole_rate),
            ("memory of the server at its most, MB", memory),
        ],
    };
    let one_by_one = one_by_one(&shop, &server, &credentials, whole * 3 / 10, mode)?;
    agree(&shop)?;
    Ok(print("ingest", whole, &[row, one_by_one]))
}

/// Orders by POST /orders against what pgbench does with the same statements.
fn one_by_one(shop: &Shop, server: &Running, credentials: &str, customers: u64, mode: Mode) -> Result<Row> {
    let script = shop.folder.join("order.sql");
    fs::write(&script, orders::statements(customers))?;
    let program = shop.pgbench()?;
    shop.sql("VACUUM ANALYZE")?;
    let seconds = if mode.quick { 2 } else { 8 };
    let (mut ours, mut reference, mut p99) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=mode.rounds(5) {
        let request = Request::Script(orders::requests(round, customers));
        let wrk = Wrk { base: server.base.clone(), request, credentials: Some(credentials.to_owned()) };
        let answered = wrk.round(&shop.folder, seconds)?;
        let bare = pgbench(&program, "127.0.0.1", Some(shop.port), &script, seconds)?;
        eprintln!("round {round}: {:.0} orders a second against {:.0}", answered.rate, bare.rate);
        ours.push(answered.rate);
        p99.push(answered.p99);
        reference.push(bare.rate);
    }
    Ok(Row {
        what: "POST /orders, c = 16".to_owned(),
        ours: median(ours),
        reference: median(reference),
        against: "the same statements by pgbench",
        goal: 0.5,
        unit: "orders/s",
        more: vec![("p99, ms", median(p99))],
    })
}

/// Writes orders that nobody has: three in ten are a customer's first.
fn write(file: &Path, name: &str, orders: u64, customers: u64) -> Result<()> {
    let mut writer = BufWriter::new(fs::File::create(file)?);
    writeln!(writer, "order_id,email,first_name,last_name,country,total,status,date_created")?;
    let mut line = String::new();
    for number in 0..orders {
        line.clear();
        // A step that shares no factor with the number of customers visits them all, in no order.
        let customer = number.wrapping_mul(7_919) % customers;
        let (day, month) = (1 + number % 28, 1 + number % 12);
        writeln!(
            line,
            "{name}-{number},{name}-{customer}@example.com,First{},Last{},{},{}.{:02},completed,2025-{month:02}-{day:02}T10:00:00",
            customer % 5_000,
            customer % 90_000,
            ["US", "FR", "DE", "GB"].get(usize::try_from(customer % 4)?).unwrap_or(&"US"),
            5 + number % 200,
            number % 100,
        )?;
        writer.write_all(line.as_bytes())?;
    }
    Ok(writer.flush()?)
}

/// Sends the file and waits until it is taken in.
fn import(shop: &Shop, server: &Running, credentials: &str, file: &Path, orders: u64) -> Result<()> {
    let sent = send(&format!("{}/wp-json/growffinity/v1/imports", server.base), credentials, file)?;
    let id = sent.get("id").and_then(Value::as_u64).with_context(|| format!("the file was refused: {sent}"))?;
    let mut caller = Caller::new(&server.base, credentials)?;
    let began = Instant::now();
    loop {
        let import = caller.get(&format!("imports/{id}"))?.json()?;
        let member = |name: &str| import.get(name).cloned().unwrap_or_default();
        match member("status").as_str() {
            Some("completed") if member("created") == orders => return Ok(()),
            Some("queued" | "running") if began.elapsed() < Duration::from_hours(1) => {
                std::thread::sleep(Duration::from_millis(20));
            }
            _ => bail!("the import went wrong: {import}; see {}", shop.folder.display()),
        }
    }
}

/// Uploads a file of orders as a form.
fn send(url: &str, credentials: &str, file: &Path) -> Result<Value> {
    let mut curl = Command::new("curl");
    curl.args(["-s", "--noproxy", "*", "-F", "type=orders", "-F"]).arg(format!("file=@{}", file.display()));
    curl.arg("-H").arg(format!("Authorization: Basic {credentials}")).arg(url);
    let answer = curl.output().context("curl did not start")?;
    serde_json::from_slice(&answer.stdout)
        .with_context(|| format!("{url} answered {}", String::from_utf8_lossy(&answer.stdout)))
}

/// Both ways must have come to the same, or the comparison says nothing.
fn agree(shop: &Shop) -> Result<()> {
    let wrong = shop.sql(script::DIFFERENCES)?;
    if wrong.trim() == "0" { Ok(()) } else { bail!("{} customers' stats differ from their orders", wrong.trim()) }
}
