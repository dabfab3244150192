//! Imports: recorded once, whoever works at them.

use std::sync::Arc;

use growffinity_customers::{
    AddressChange, ConsentChange, ConsentStatus, CustomerChange, OrderDraft,
    imports::{
        CustomerLine, FileWork, Format, ImportOptions, ImportStatus, ImportType, Item, LineFault, Position,
        RefusalPlace, Tally,
        ports::{BatchRow, Held, ImportStore, ImportTerms, Inserted, NewImport, RefusedLine},
    },
};
use growffinity_kernel::{Currency, Origin};
use growffinity_postgres::PgImports;
use uuid::Uuid;

use crate::fixture::{Shop, at, keys, order};

const LEASE: u32 = 60;

async fn begun(store: &PgImports, item_type: ImportType, options: ImportOptions) -> Held {
    let work = FileWork { format: Format::Csv, file: Some("f".to_owned()), file_name: "f.csv".to_owned(), options };
    let new = NewImport { item_type, work, bytes_total: 1_000, first_row: Position::default() };
    let now = at("2026-06-01T12:00:00");
    assert!(matches!(store.insert(&new, now).await.unwrap(), Inserted::Done(_)));
    claim(store, 1).await.unwrap()
}

async fn claim(store: &PgImports, token: u128) -> Option<Held> {
    let token = Uuid::from_u128(token);
    let import = store.claim(token, LEASE, at("2026-06-01T12:00:00")).await.unwrap()?;
    Some(Held { import: import.id, token, lease_seconds: LEASE })
}

fn terms(item_type: ImportType) -> ImportTerms {
    ImportTerms {
        item_type,
        origin: Origin::Import,
        options: ImportOptions::default(),
        default_consent: ConsentStatus::Pending,
        currency: Currency::USD,
        now: at("2026-06-01T12:00:00"),
    }
}

fn told(items: Vec<Item>) -> Arc<Vec<BatchRow>> {
    rows(items.into_iter().map(Ok).collect())
}

fn rows(contents: Vec<Result<Item, RefusedLine>>) -> Arc<Vec<BatchRow>> {
    let numbered = (2_u64..).zip(contents);
    Arc::new(
        numbered
            .map(|(line, content)| BatchRow { line, after: Position { offset: line * 10, line }, content })
            .collect(),
    )
}

fn placed(draft: OrderDraft) -> Item {
    Item::Order(Box::new(draft))
}

fn person(email: &str, change: CustomerChange) -> Item {
    Item::Customer(Box::new(CustomerLine { email: email.parse().unwrap(), change, created_at: None }))
}

fn subscribe() -> CustomerChange {
    let consent = ConsentChange { status: Some(ConsentStatus::Subscribed), ..ConsentChange::default() };
    CustomerChange { consent: Some(consent), first_name: Some("Ann".to_owned()), ..CustomerChange::default() }
}

#[tokio::test]
async fn a_batch_moves_orders_refusals_figures_and_place_together() {
    let shop = Shop::open().await;
    let store = PgImports::new(shop.database.clone(), keys());
    let held = begun(&store, ImportType::Orders, ImportOptions::default()).await;
    let fault = LineFault::of_member("total", "rest_invalid_type", "total is not of type string,number.");
    let bad = RefusedLine { faults: vec![fault.with_value("x")], email: Some("bad@example.com".to_owned()) };
    let nobody = OrderDraft { billing: Some(AddressChange::default()), ..order("3", "", "1.00") };
    let same = || Ok(placed(order("1", "ann@example.com", "50")));
    let batch = rows(vec![same(), Err(bad), Ok(placed(nobody)), same()]);
    let tally = store.record(&held, batch, &terms(ImportType::Orders)).await.unwrap().unwrap();
    assert_eq!(tally, Tally { created: 2, updated: 0, unchanged: 1, refused: 1 });
    let import = store.find(held.import).await.unwrap().unwrap();
    assert_eq!(
        (import.status, import.tally, import.position),
        (ImportStatus::Running, tally, Position { offset: 50, line: 5 })
    );
    let refusals = store.refusals(held.import, RefusalPlace::default(), 10).await.unwrap();
    assert_eq!((refusals.len(), refusals[0].line, refusals[0].fault.value.as_deref()), (1, 3, Some("x")));
    assert!(store.finish(&held, None, at("2026-06-01T12:01:00")).await.unwrap());
    assert_eq!(shop.events("import.completed"), 1);
    assert_eq!(shop.number("SELECT count(*) AS number FROM events WHERE origin <> 'import' AND type LIKE 'order%'"), 0);
    shop.assert_stats_add_up().await;
}

#[tokio::test]
async fn what_is_canceled_or_leased_to_another_is_not_recorded() {
    let shop = Shop::open().await;
    let store = PgImports::new(shop.database.clone(), keys());
    let held = begun(&store, ImportType::Orders, ImportOptions::default()).await;
    assert_eq!(claim(&store, 2).await, None, "it is leased");
    shop.execute("UPDATE imports SET lease_until = clock_timestamp() - interval '1 second'");
    let other = claim(&store, 2).await.unwrap();
    let batch = told(vec![placed(order("1", "ann@example.com", "50"))]);
    let late = store.record(&held, batch.clone(), &terms(ImportType::Orders)).await.unwrap();
    assert_eq!(late, None, "the lease is another's");
    let (import, ended_now) = store.cancel(held.import, at("2026-06-01T12:02:00")).await.unwrap().unwrap();
    assert_eq!((import.status, ended_now), (ImportStatus::Canceled, true));
    assert_eq!(store.record(&other, batch, &terms(ImportType::Orders)).await.unwrap(), None);
    assert!(!store.finish(&other, None, at("2026-06-01T12:02:00")).await.unwrap());
    assert_eq!(shop.number("SELECT count(*) AS number FROM orders"), 0);
    let (_, again) = store.cancel(held.import, at("2026-06-01T12:03:00")).await.unwrap().unwrap();
    assert!(!again, "it had ended");
}

#[tokio::test]
async fn customers_are_made_changed_and_left_alone() {
    let shop = Shop::open().await;
    let store = PgImports::new(shop.database.clone(), keys());
    let gone = shop.subscriber("gone@example.com").await;
    shop.execute("UPDATE customers SET consent_status = 'unsubscribed' WHERE email = 'gone@example.com'");
    shop.subscriber("same@example.com").await;
    let held = begun(&store, ImportType::Customers, ImportOptions::default()).await;
    let loud = ImportTerms { origin: Origin::Live, ..terms(ImportType::Customers) };
    let batch = told(vec![
        person("new@example.com", subscribe()),
        person("gone@example.com", subscribe()),
        person("same@example.com", CustomerChange::default()),
        person("new@example.com", CustomerChange::default()),
    ]);
    let tally = store.record(&held, batch, &loud).await.unwrap().unwrap();
    assert_eq!(tally, Tally { created: 1, updated: 1, unchanged: 1, refused: 1 });
    let kept = shop.customers.find(gone).await.unwrap().unwrap();
    assert_eq!((kept.consent.status, kept.first_name.as_str()), (ConsentStatus::Unsubscribed, "Ann"));
    let made = shop.customers.find_by_email(&"new@example.com".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(made.consent.status, ConsentStatus::Subscribed);
    let next = told(vec![person("new@example.com", subscribe())]);
    let tally = store.record(&held, next, &loud).await.unwrap().unwrap();
    assert_eq!(tally.refused, 1, "met in an earlier batch");
    let refusals = store.refusals(held.import, RefusalPlace::default(), 10).await;
    assert!(refusals.unwrap().iter().all(|refusal| refusal.fault.code == "growffinity_rest_customer_exists"));
    assert!(store.finish(&held, None, at("2026-06-01T12:01:00")).await.unwrap());
    assert_eq!(shop.number("SELECT count(*) AS number FROM import_seen"), 0, "addresses are forgotten at the end");
}

#[tokio::test]
async fn an_import_may_leave_what_is_known_as_it_is() {
    let shop = Shop::open().await;
    let store = PgImports::new(shop.database.clone(), keys());
    shop.record(order("1", "ann@example.com", "50")).await;
    let options = ImportOptions { update: false, ..ImportOptions::default() };
    let held = begun(&store, ImportType::Orders, options.clone()).await;
    let terms = ImportTerms { options, ..terms(ImportType::Orders) };
    let batch = told(vec![placed(order("1", "ann@example.com", "60")), placed(order("2", "ann@example.com", "7"))]);
    let tally = store.record(&held, batch, &terms).await.unwrap().unwrap();
    assert_eq!((tally.created, tally.refused), (1, 1));
    assert_eq!(shop.number("SELECT sum(total)::bigint AS number FROM orders"), 57);
}

#[tokio::test]
async fn ended_imports_are_forgotten_with_their_refusals() {
    let shop = Shop::open().await;
    let store = PgImports::new(shop.database.clone(), keys());
    let held = begun(&store, ImportType::Orders, ImportOptions::default()).await;
    let bad = RefusedLine { faults: vec![LineFault::of_line("rest_invalid_json", "No JSON.")], email: None };
    store.record(&held, rows(vec![Err(bad)]), &terms(ImportType::Orders)).await.unwrap();
    store.finish(&held, Some("no more"), at("2026-06-01T12:00:00")).await.unwrap();
    assert_eq!(store.ended_with_file(5).await.unwrap(), [(held.import, "f".to_owned())]);
    assert_eq!(store.forget(at("2026-07-01T12:00:00")).await.unwrap(), 0, "its file is still there");
    store.file_removed(held.import).await.unwrap();
    assert_eq!(store.forget(at("2026-07-01T12:00:00")).await.unwrap(), 1);
    assert_eq!(shop.number("SELECT count(*) AS number FROM import_refusals"), 0);
}
