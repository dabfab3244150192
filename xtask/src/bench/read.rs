//! Reading: one customer by id, and the first page of all customers.

use std::{fs, path::Path};

use anyhow::Result;

use super::{
    Mode,
    load::{Request, Round, Wrk, pgbench},
    report::{Cost, Row, median, print},
    shop::Shop,
};

/// Customers as a shop has them: names, addresses, some with attributes.
const LOAD: &str = "
    INSERT INTO stores (name, platform, currency, is_default, created_at, modified_at)
        VALUES ('Bench', 'api', 'USD', true, now(), now()) ON CONFLICT DO NOTHING;
    INSERT INTO customers (email, first_name, last_name, phone, billing, shipping, attributes, store_id,
        consent_status, consent_source, consent_at, created_at, modified_at)
    SELECT 'customer-' || n || '@example.com', 'First' || n % 5000, 'Last' || n % 90000, '+1 555 ' || n,
        jsonb_build_object('first_name', 'First' || n % 5000, 'last_name', 'Last' || n % 90000, 'address_1', n || ' High Street',
            'city', 'Town ' || n % 900, 'postcode', (10000 + n % 90000)::text, 'country', (ARRAY['US', 'FR', 'DE', 'GB'])[1 + n % 4]),
        '{}', jsonb_build_object('shoe_size', 36 + n % 12), 1, 'subscribed', 'checkout', now(),
        now() - n * interval '20 seconds', now()
    FROM generate_series(1, :count) n;
    VACUUM ANALYZE;";

/// The read of one row that `pgbench -S` would make here.
const ONE_ROW: &str = "SELECT id, email, first_name, last_name, status FROM customers WHERE id = :id;";

/// What the list needs, in one statement.
const ONE_PAGE: &str = "SELECT c.id, c.email, c.first_name, c.last_name, c.phone, c.status, c.birthday, c.billing, c.shipping, \
    c.attributes, s.name, c.consent_status, c.consent_source, c.consent_at, c.orders_count, c.total_spent, c.refunded_total, \
    c.first_order_at, c.last_order_at, c.version, c.created_at, c.modified_at \
    FROM customers c LEFT JOIN stores s ON s.id = c.store_id \
    ORDER BY lower(c.last_name), lower(c.first_name), c.id LIMIT 20;";

pub fn run(root: &Path, mode: Mode) -> Result<Vec<Cost>> {
    let (customers, rounds, seconds) = (mode.size(1_000_000, 20_000), mode.rounds(5), if mode.quick { 1 } else { 6 });
    let shop = Shop::open(root, "read")?;
    eprintln!("loading {customers} customers");
    for statement in LOAD.replace(":count", &customers.to_string()).split(";\n") {
        shop.sql(statement)?;
    }
    let credentials = shop.owner()?;
    let one_row = shop.folder.join("one_row.sql");
    fs::write(&one_row, format!("\\set id random(1, {customers})\n{ONE_ROW}\n"))?;
    let one_page = shop.folder.join("one_page.sql");
    fs::write(&one_page, format!("{ONE_PAGE}\n"))?;
    let pgbench_program = shop.pgbench()?;

    let server = shop.serve()?;
    let bare = shop.reference()?;
    let ours = |request| Wrk { base: server.base.clone(), request, credentials: Some(credentials.clone()) };
    let item = ours(Request::Item("/wp-json/growffinity/v1/customers/%d", customers));
    let list = ours(Request::Page("/wp-json/growffinity/v1/customers?per_page=20"));
    let request = Request::Item("/customers/%d", customers);
    let reference = Wrk { base: bare.base.clone(), request, credentials: None };
    let sql = |script| pgbench(&pgbench_program, "127.0.0.1", Some(shop.port), script, seconds);

    let mut figures: [Vec<Round>; 5] = Default::default();
    for wrk in [&item, &list, &reference] {
        wrk.round(&shop.folder, 1)?;
    }
    for round in 1..=rounds {
        let [items, references, rows, lists, pages] = &mut figures;
        items.push(item.round(&shop.folder, seconds)?);
        references.push(reference.round(&shop.folder, seconds)?);
        rows.push(sql(&one_row)?);
        lists.push(list.round(&shop.folder, seconds)?);
        pages.push(sql(&one_page)?);
        let newest = |rounds: &[Round]| rounds.last().map_or(0.0, |round| round.rate);
        let ([item, bare], [list, page]) = ([newest(items), newest(references)], [newest(lists), newest(pages)]);
        eprintln!("round {round} of {rounds}: item {item:.0} against {bare:.0}, list {list:.0} against {page:.0}");
    }
    let rate = |rounds: &[Round]| median(rounds.iter().map(|round| round.rate).collect());
    let p99 = |rounds: &[Round]| median(rounds.iter().map(|round| round.p99).collect());
    let [items, references, rows, lists, pages] = &figures;
    Ok(print(
        "read",
        customers,
        &[
            Row {
                what: "GET /customers/{id}, c = 16".to_owned(),
                ours: rate(items),
                reference: rate(references),
                against: "bare actix-web + diesel + r2d2",
                goal: 0.5,
                unit: "requests/s",
                more: vec![
                    ("p99, ms", p99(items)),
                    ("p99 of the reference, ms", p99(references)),
                    ("pgbench of the row over TCP, /s", rate(rows)),
                ],
            },
            Row {
                what: format!("GET /customers?per_page=20 among {customers}"),
                ours: rate(lists),
                reference: rate(pages),
                against: "its one statement by pgbench",
                goal: 0.3,
                unit: "requests/s",
                more: vec![("p99, ms", p99(lists))],
            },
        ],
    ))
}
