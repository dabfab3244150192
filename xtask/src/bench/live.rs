//! Live segments: how long after an order its customer is in the segments, at 200 orders a second and 100 segments.
//!
//! Orders come over HTTP at a steady rate. A loop inside PostgreSQL looks every few milliseconds who is new in a segment;
//! the last segment that an order moves its customer into ends its time, which began when the server took the order.

mod rules;

use std::{path::Path, time::Duration};

use anyhow::{Result, ensure};
use serde_json::json;

use super::{
    Mode,
    call::{Caller, steadily},
    million::{self, Size},
    report::{Cost, Limit, print_limits},
    shop::{Running, Shop},
};

/// How many segments follow their customers.
const SEGMENTS: usize = 100;
/// Orders a second.
const RATE: u64 = 200;

pub fn run(root: &Path, mode: Mode) -> Result<Vec<Cost>> {
    let size = Size { customers: mode.size(200_000, 10_000), orders: mode.size(1_000_000, 50_000) };
    let seconds = if mode.quick { 5 } else { 30 };
    let orders = RATE * seconds;
    let shop = million::open(root, size, mode.keep)?;
    let credentials = shop.owner()?;
    shop.sql("DELETE FROM segment_references; DELETE FROM segments WHERE refresh = 'live'")?;
    let server = shop.serve_as_configured()?;
    let mut caller = Caller::new(&server.base, &credentials)?;
    eprintln!("making {SEGMENTS} live segments");
    for rule in rules::all(SEGMENTS) {
        caller.post("segments", &rule)?;
    }
    settled(&shop)?;
    // The watched are new customers, so that whoever is in a segment came there by an order of this run.
    let first: u64 = shop.sql("SELECT coalesce(max(id), 0) + 1 FROM customers")?.trim().parse()?;
    shop.sql(WATCH)?;
    let mut watch = shop.sql_meanwhile(&format!("CALL watch_members({first}, {})", seconds + 15))?;

    eprintln!("{orders} orders, {RATE} a second");
    let before = server.processor_seconds()?;
    let took = steadily(&server.base, &credentials, RATE, orders, |caller, number| {
        let email = format!("live-{first}-{number}@example.com");
        let total = 100 + number % 900;
        let country = if number % 3 == 0 { "US" } else { "FR" };
        let billing = json!({"email": email, "country": country});
        caller.post("orders", &json!({"billing": billing, "status": "completed", "total": total.to_string()}))
    })?;
    // The rate is part of what is measured: a server that does not keep up is no success.
    ensure!(took < Duration::from_secs(seconds + 2), "{orders} orders took {took:?}");
    let used = server.processor_seconds()? - before;
    settled(&shop)?;
    ensure!(watch.wait()?.success(), "watching failed");
    agree(&shop, &server, &mut caller)?;
    report(&shop, first, orders, seconds, used)
}

/// A procedure that writes down when it first saw a customer in a segment.
const WATCH: &str = "DROP TABLE IF EXISTS seen; \
    CREATE UNLOGGED TABLE seen (segment_id bigint, customer_id bigint, at timestamptz, PRIMARY KEY (segment_id, customer_id)); \
    CREATE OR REPLACE PROCEDURE watch_members(first bigint, seconds bigint) LANGUAGE plpgsql AS $$ \
    DECLARE until timestamptz := clock_timestamp() + make_interval(secs => seconds); \
    BEGIN \
      WHILE clock_timestamp() < until LOOP \
        INSERT INTO seen SELECT m.segment_id, m.customer_id, clock_timestamp() FROM segment_members m \
          JOIN segments s ON s.id = m.segment_id AND s.refresh = 'live' \
          WHERE m.customer_id >= first AND m.joined_at > clock_timestamp() - interval '20 seconds' \
          ON CONFLICT DO NOTHING; \
        COMMIT; \
        PERFORM pg_sleep(0.01); \
      END LOOP; \
    END $$";

/// Waits until nobody is marked and no event waits.
fn settled(shop: &Shop) -> Result<()> {
    let left = "SELECT (SELECT count(*) FROM segment_marks) + (SELECT count(*) FROM events WHERE dispatched_at IS NULL) \
                + (SELECT count(*) FROM segments WHERE status = 'refreshing')";
    for _ in 0..1_200 {
        if shop.sql(left)?.trim() == "0" {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(250));
    }
    anyhow::bail!("there is still work after five minutes; see {}", shop.folder.display())
}

/// A full refresh of each segment has to find nothing to do, or the figures say nothing.
fn agree(shop: &Shop, server: &Running, caller: &mut Caller) -> Result<()> {
    let ids = shop.sql("SELECT string_agg(id::text, ' ') FROM segments WHERE refresh = 'live'")?;
    for id in ids.split_whitespace() {
        let done = caller.post(&format!("segments/{id}/refresh"), &json!({}))?.json()?;
        let moved = |name: &str| done.get(name).cloned().unwrap_or_default();
        ensure!(moved("joined") == 0 && moved("left") == 0, "segment {id} was not right: {done} ({})", server.base);
    }
    Ok(())
}

fn report(shop: &Shop, first: u64, orders: u64, seconds: u64, used: f64) -> Result<Vec<Cost>> {
    let figures = shop.sql(&format!(
        "WITH told AS (SELECT customer_id, min(occurred_at) AS at FROM events \
                       WHERE type = 'order.created' AND customer_id >= {first} GROUP BY customer_id), \
         waited AS (SELECT extract(epoch FROM max(s.at) - t.at)::float8 * 1000 AS ms, count(*) AS segments \
                    FROM told t JOIN seen s USING (customer_id) GROUP BY t.customer_id, t.at) \
         SELECT count(*) || ' ' || percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) || ' ' || \
                percentile_cont(0.99) WITHIN GROUP (ORDER BY ms) || ' ' || max(ms) || ' ' || avg(segments) FROM waited"
    ))?;
    let figures: Vec<f64> = figures.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let [customers, p50, p99, worst, segments] = figures[..] else { anyhow::bail!("figures are missing") };
    let whole = |number: u64| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    ensure!(customers >= whole(orders), "{customers} of {orders} customers were seen in a segment");
    let limit = |what: &str, ours: f64, more| Limit { what: what.to_owned(), ours, goal: 1_000.0, unit: "ms", more };
    let more = vec![
        ("segments that an order moved its customer into", segments),
        ("the longest, ms", worst),
        ("processor of the server, %", used / whole(seconds) * 100.0),
    ];
    let rows = [limit("order to membership, median", p50, Vec::new()), limit("order to membership, 99 %", p99, more)];
    Ok(print_limits("live", RATE, &rows)
        .into_iter()
        .map(|cost| Cost { microseconds: cost.microseconds * 1_000.0, ..cost })
        .collect())
}
