//! Lists of a large shop: the first page, a far page, searches and every filter, each asked for one after the other.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;

use super::{
    Mode,
    call::Caller,
    million::{self, Size},
    report::{Cost, median},
};

/// What each list may take at the median, and its total the first time it is counted, in milliseconds.
const GOAL: f64 = 20.0;
const FIRST_COUNT: f64 = 1_000.0;

/// What is asked for; the far page is the last but one of five thousand in a shop of full size.
const LISTS: &[&str] = &[
    "customers",
    "customers?page=:far",
    "customers?orderby=date&order=desc",
    "customers?orderby=total_spent&order=desc",
    "customers?orderby=last_order_date&order=desc",
    "customers?search=customer-4711%40",
    "customers?search=last471",
    "customers?search=first12%20last",
    "customers?search=company%20471",
    "customers?search=nobody%20at%20all",
    "customers?email=customer-4711@example.com",
    "customers?status=inactive",
    "customers?label=vip",
    "customers?label=at_risk",
    "customers?store=2",
    "customers?company=71",
    "customers?tag=tag%207",
    "customers?group=group%203",
    "customers?segment=1",
    "customers?country=US",
    "customers?country=IS",
    "customers?consent=bounced",
    "customers?consent=subscribed",
    "customers?min_spent=900",
    "customers?max_spent=20",
    "customers?min_orders=14",
    "customers?attributes[shoe_size]=44",
    "customers?external_id=none",
    "customers?after=2026-01-01T00:00:00&orderby=date",
    "segments/1/members",
    "customers/4711/orders",
    "orders",
    "orders?page=:far",
    "orders?orderby=total&order=desc",
    "orders?search=4711",
    "orders?search=customer-4711%40",
    "orders?customer=4711",
    "orders?status=pending",
    "orders?status=completed",
    "orders?store=2",
    "orders?product=471",
    "orders?sku=S-471",
    "orders?category=Category%207",
    "orders?coupon=code140",
    "orders?currency=USD",
    "orders?currency=EUR",
    "orders?email=customer-4711@example.com",
    "orders?external_id=4711",
    "orders?min_total=99",
    "orders?max_total=10",
    "tags",
    "companies",
    "companies?search=471",
    "companies/71/customers",
];

struct Measured {
    path: String,
    first: f64,
    median: f64,
    total: String,
}

pub fn run(root: &Path, mode: Mode) -> Result<Vec<Cost>> {
    let size = Size::of(mode);
    let shop = million::open(root, size, mode.keep)?;
    let credentials = shop.owner()?;
    let server = shop.serve()?;
    let mut caller = Caller::new(&server.base, &credentials)?;
    let far = (size.customers / 20 / 10).min(5_000).to_string();
    let mut measured = Vec::new();
    for list in LISTS {
        let path = list.replace(":far", &far);
        let (first, total) = ask(&mut caller, &path)?;
        let mut times = Vec::new();
        for _ in 0..mode.rounds(15) {
            times.push(ask(&mut caller, &path)?.0);
        }
        measured.push(Measured { path, first, median: median(times), total });
    }
    print(size, &measured);
    let cost = |it: Measured| Cost { what: it.path, microseconds: it.median * 1_000.0 };
    Ok(measured.into_iter().map(cost).collect())
}

/// Asks once, and answers the milliseconds it took and the list's total.
fn ask(caller: &mut Caller, path: &str) -> Result<(f64, String)> {
    let answer = caller.get(path)?;
    let total = answer.header("x-wp-total").with_context(|| format!("{path} tells no total"))?;
    Ok((answer.milliseconds, total.to_owned()))
}

fn print(size: Size, measured: &[Measured]) {
    println!(
        "{:<52} {:>10} {:>10} {:>10}  goal {GOAL} ms, first {FIRST_COUNT} ms",
        "lists", "median ms", "first ms", "total"
    );
    for Measured { path, first, median, total } in measured {
        let over = if *median > GOAL || *first > FIRST_COUNT { "  over" } else { "" };
        println!("{path:<52} {median:>10.1} {first:>10.1} {total:>10}{over}");
    }
    let rows: Vec<_> = measured
        .iter()
        .map(|it| json!({"what": it.path, "ours": it.median, "reference": GOAL, "ratio": it.median / GOAL, "first": it.first}))
        .collect();
    println!("{}", json!({"bench": "lists", "size": size.customers, "rows": rows, "unit": "ms"}));
}
