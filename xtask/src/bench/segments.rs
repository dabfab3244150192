//! Full refreshes and counts of previews, against the same rule in SQL by hand with the same writes.

mod rules;

use std::{path::Path, time::Instant};

use anyhow::{Context, Result, bail, ensure};
use rules::{Rule, by_hand, disturb, rules};
use serde_json::{Value, json};

use super::{
    Mode,
    call::Caller,
    million::{self, Size},
    report::{Cost, Ratio, median, print_ratios},
    shop::Shop,
};

/// What a preview may cost against a count by hand.
const PREVIEW: f64 = 1.2;

pub fn run(root: &Path, mode: Mode) -> Result<Vec<Cost>> {
    let size = Size::of(mode);
    let shop = million::open(root, size, mode.keep)?;
    shop.sql("DELETE FROM segments WHERE slug LIKE 'bench-%'")?;
    shop.sql("DROP TABLE IF EXISTS bench_right")?;
    shop.sql("CREATE TABLE bench_right (segment_id bigint, customer_id bigint)")?;
    let server = shop.serve()?;
    let mut caller = Caller::new(&server.base, &shop.owner()?)?;
    // A third of the orders are younger, whatever the size: they lie evenly over the time that they take.
    let since = shop.sql("SELECT (max(created_at) - (max(created_at) - min(created_at)) / 3)::date FROM orders")?;
    let mut rows = Vec::new();
    for (at, rule) in rules(since.trim()).iter().enumerate() {
        rows.push(refreshes(&shop, &mut caller, rule, at, mode)?);
        rows.push(previews(&shop, &mut caller, rule, mode)?);
    }
    let memory = server.peak_memory()?;
    Ok(print_ratios("segments", size.customers, &rows, &[("memory of the server at its most, MB", memory)]))
}

/// Refreshes after the same disturbance, by the product and by hand in turn.
fn refreshes(shop: &Shop, caller: &mut Caller, rule: &Rule, at: usize, mode: Mode) -> Result<Ratio> {
    let segment = json!({"name": format!("bench {at}"), "refresh": "manual", "conditions": rule.conditions});
    let id =
        caller.post("segments", &segment)?.json()?.get("id").and_then(Value::as_u64).context("a segment has an id")?;
    refresh(caller, id)?;
    let selected = shop.sql(&format!("SELECT count(*) FROM ({}) s", rule.sql))?;
    shop.sql(&format!(
        "INSERT INTO bench_right SELECT segment_id, customer_id FROM segment_members WHERE segment_id = {id}"
    ))?;
    let (mut ours, mut reference) = (Vec::new(), Vec::new());
    for round in 1..=mode.rounds(5) {
        set_back(shop, id, round)?;
        ours.push(refresh(caller, id)?);
        check(shop, id)?;
        set_back(shop, id, round)?;
        let begun = Instant::now();
        shop.script(&by_hand(id, &rule.sql))?;
        reference.push(begun.elapsed().as_secs_f64() * 1_000.0);
        check(shop, id)?;
        let newest = |figures: &[f64]| figures.last().copied().unwrap_or_default();
        eprintln!("{}, round {round}: {:.0} ms against {:.0} ms", rule.name, newest(&ours), newest(&reference));
    }
    Ok(Ratio {
        what: format!("refresh, {} ({} members)", rule.name, selected.trim()),
        ours: median(ours),
        reference: median(reference),
        goal: rule.goal,
    })
}

fn previews(shop: &Shop, caller: &mut Caller, rule: &Rule, mode: Mode) -> Result<Ratio> {
    let count = format!("SELECT count(*) FROM ({}) s;\n", rule.sql);
    let body = json!({"conditions": rule.conditions});
    let (mut ours, mut reference) = (Vec::new(), Vec::new());
    for _ in 0..mode.rounds(5) {
        ours.push(caller.post("segments/preview", &body)?.milliseconds);
        let begun = Instant::now();
        shop.script(&count)?;
        reference.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(Ratio {
        what: format!("preview, {}", rule.name),
        ours: median(ours),
        reference: median(reference),
        goal: PREVIEW,
    })
}

fn set_back(shop: &Shop, segment: u64, round: u64) -> Result<()> {
    shop.sql(&disturb(segment, round))?;
    shop.sql("VACUUM ANALYZE segment_members")?;
    shop.sql("CHECKPOINT")?;
    Ok(())
}

/// Refreshes, waits until it is done, and answers the milliseconds.
fn refresh(caller: &mut Caller, segment: u64) -> Result<f64> {
    let begun = Instant::now();
    let answer = caller.post(&format!("segments/{segment}/refresh"), &json!({}))?.json()?;
    let mut status = answer.get("status").cloned();
    while status == Some(json!("refreshing")) {
        std::thread::sleep(std::time::Duration::from_millis(5));
        status = caller.get(&format!("segments/{segment}"))?.json()?.get("status").cloned();
    }
    if status != Some(json!("ready")) {
        bail!("the segment could not be refreshed: {answer}");
    }
    Ok(begun.elapsed().as_secs_f64() * 1_000.0)
}

/// Both ways must come to the same members.
fn check(shop: &Shop, segment: u64) -> Result<()> {
    let wrong = shop.sql(&format!(
        "SELECT count(*) FROM (SELECT customer_id FROM segment_members WHERE segment_id = {segment}) m
         FULL JOIN (SELECT customer_id FROM bench_right WHERE segment_id = {segment}) r USING (customer_id)
         WHERE m.customer_id IS NULL OR r.customer_id IS NULL"
    ))?;
    ensure!(wrong.trim() == "0", "{} members differ", wrong.trim());
    Ok(())
}
