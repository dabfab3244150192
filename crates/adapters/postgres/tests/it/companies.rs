//! Companies: joined by orders' billing addresses or by hand, their totals always what a recount gives.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use growffinity_customers::{
    AddressChange, Companies, CompanyLink, CustomerChange, NewCustomer, OrderDraft, OrderStatus, RecordOptions,
    RefundDraft, RefundsChange, UniqueName,
    companies::{CompanyChange, CompanyFilter, CompanyOrder, CompanyQuery, CompanyTotals, NewCompany},
};
use growffinity_kernel::{CompanyId, CustomerId, Decimal, Direction, Money, OrderId, Origin, Window};
use growffinity_postgres::PgCompanies;
use proptest::prelude::*;

use crate::fixture::{Shop, order};

fn companies(shop: &Shop) -> Companies {
    Companies::new(Arc::new(PgCompanies::new(shop.database.clone())), shop.clock.clone())
}

fn of_company(external_id: &str, email: &str, total: &str, company: &str) -> OrderDraft {
    let billing =
        AddressChange { email: Some(email.into()), company: Some(company.into()), ..AddressChange::default() };
    OrderDraft { billing: Some(billing), ..order(external_id, email, total) }
}

fn by_name(name: &str) -> CompanyLink {
    CompanyLink::Name(UniqueName::parse(name).unwrap())
}

async fn company_of(shop: &Shop, customer: CustomerId) -> Option<String> {
    shop.customers.find(customer).await.unwrap().unwrap().company.map(|company| company.name)
}

async fn customer_of(shop: &Shop, email: &str) -> CustomerId {
    shop.customers.find_by_email(&email.parse().unwrap()).await.unwrap().unwrap().id
}

async fn set(shop: &Shop, customer: CustomerId, company: Option<CompanyLink>) {
    let change = CustomerChange { company: Some(company), ..CustomerChange::default() };
    shop.customers.update(customer, change, None).await.unwrap();
}

/// Name and totals of every company, by name.
async fn totals(shop: &Shop) -> BTreeMap<String, (i64, i64, String)> {
    let query = CompanyQuery {
        filter: CompanyFilter::default(),
        order: CompanyOrder::TotalRevenue,
        direction: Direction::Descending,
        window: Window::default(),
    };
    let page = companies(shop).list(&query).await.unwrap();
    assert_eq!(page.total, u64::try_from(page.items.len()).unwrap());
    let revenue: Vec<_> = page.items.iter().map(|company| company.totals.total_revenue).collect();
    assert!(revenue.is_sorted_by(|more, less| more >= less), "{revenue:?}");
    let row = |totals: CompanyTotals| (totals.customers_count, totals.orders_count, totals.total_revenue.to_string());
    page.items.into_iter().map(|company| (company.name.as_str().to_owned(), row(company.totals))).collect()
}

fn row(customers: i64, orders: i64, revenue: &str) -> (i64, i64, String) {
    (customers, orders, revenue.to_owned())
}

#[tokio::test]
async fn an_order_brings_its_customer_into_the_company_it_names() {
    let shop = Shop::open().await;
    let bob = shop.subscriber("bob@example.com").await;
    shop.orders
        .record(
            vec![
                of_company("1", "ann@example.com", "10", "ACME  Ltd."),
                of_company("2", "ann@example.com", "5", "Other"),
                of_company("3", "bob@example.com", "7.50", "acme ltd."),
                of_company("4", "eve@example.com", "1", " \t "),
            ],
            &RecordOptions::default(),
        )
        .await
        .unwrap();
    assert_eq!(totals(&shop).await, BTreeMap::from([("ACME Ltd.".to_owned(), row(2, 3, "22.5"))]));
    let ann = shop.customers.find(customer_of(&shop, "ann@example.com").await).await.unwrap().unwrap();
    assert_eq!((ann.company.unwrap().name.as_str(), ann.version), ("ACME Ltd.", 1), "made so");
    assert_eq!(shop.customers.find(bob).await.unwrap().unwrap().version, 2, "changed");
    assert_eq!(company_of(&shop, customer_of(&shop, "eve@example.com").await).await, None);
    let told = "SELECT count(*) AS number FROM events WHERE type = 'customer.updated' AND customer_id = ";
    assert_eq!(shop.number(&format!("{told} {bob} AND data = '{{\"changed\": [\"company\"]}}'")), 1);
    assert_eq!(shop.events("customer.updated"), 1, "whoever is new is told of once");
}

#[tokio::test]
async fn what_was_decided_by_hand_stays() {
    let shop = Shop::open().await;
    let ann = shop.subscriber("ann@example.com").await;
    let bob = shop.subscriber("bob@example.com").await;
    set(&shop, ann, Some(by_name("By Hand"))).await;
    set(&shop, bob, Some(by_name("by hand"))).await;
    set(&shop, bob, None).await;
    shop.record(of_company("1", "ann@example.com", "10", "ACME")).await;
    shop.record(of_company("2", "bob@example.com", "20", "ACME")).await;
    assert_eq!(company_of(&shop, ann).await.as_deref(), Some("By Hand"));
    assert_eq!(company_of(&shop, bob).await, None, "someone decided that there is none");
    assert_eq!(totals(&shop).await, BTreeMap::from([("By Hand".to_owned(), row(1, 1, "10"))]));
}

#[tokio::test]
async fn a_deleted_company_leaves_its_customers_behind() {
    let shop = Shop::open().await;
    shop.record(of_company("1", "ann@example.com", "10", "ACME")).await;
    let ann = customer_of(&shop, "ann@example.com").await;
    let acme = shop.customers.find(ann).await.unwrap().unwrap().company.unwrap().id;
    companies(&shop).delete(acme, None).await.unwrap();
    assert_eq!(company_of(&shop, ann).await, None);
    let told = "SELECT count(*) AS number FROM events WHERE type = 'customer.updated' \
        AND data = '{\"changed\": [\"company\"]}' AND customer_id = object_id";
    assert_eq!(shop.number(told), 1);
    assert!(totals(&shop).await.is_empty());
    shop.record(of_company("2", "ann@example.com", "10", "ACME")).await;
    assert_eq!(totals(&shop).await, BTreeMap::from([("ACME".to_owned(), row(1, 2, "20"))]), "found again");
    assert_eq!(companies(&shop).recount(10).await.unwrap(), []);
}

#[tokio::test]
async fn wrong_totals_are_found_and_repaired() {
    let shop = Shop::open().await;
    shop.record(of_company("1", "ann@example.com", "10", "ACME")).await;
    shop.record(of_company("2", "bob@example.com", "20", "Other")).await;
    shop.execute("UPDATE company_totals SET revenue = revenue + 1, orders = 7 WHERE revenue = 10");
    shop.execute("INSERT INTO company_totals VALUES (999, 1, 2, 3)");
    let wrong = companies(&shop).recount(10).await.unwrap();
    let orders: Vec<_> = wrong.iter().map(|(_, kept, counted)| (kept.orders_count, counted.orders_count)).collect();
    assert_eq!(orders, [(7, 1), (2, 0)]);
    assert_eq!(companies(&shop).repair().await.unwrap(), 2);
    assert_eq!(companies(&shop).recount(10).await.unwrap(), []);
    assert_eq!(totals(&shop).await["ACME"], row(1, 1, "10"));
    shop.execute("SELECT fold_company_totals()");
    assert_eq!(
        shop.number("SELECT count(*) AS number FROM company_totals"),
        2,
        "one row a company, none for what is gone"
    );
    assert_eq!(totals(&shop).await["ACME"], row(1, 1, "10"));
}

#[tokio::test]
async fn many_orders_of_one_company_at_once_all_count() {
    let shop = Arc::new(Shop::open().await);
    let before = shop.number("SELECT deadlocks AS number FROM pg_stat_database WHERE datname = current_database()");
    let mut tasks = Vec::new();
    for worker in 0..4_usize {
        let shop = shop.clone();
        tasks.push(tokio::spawn(async move {
            for turn in 0..15_usize {
                // Each batch names customers and companies in another order than the others do.
                let mut batch: Vec<_> = (0..8)
                    .map(|n| {
                        let number = format!("{worker}-{turn}-{n}");
                        of_company(
                            &number,
                            &format!("c{}@example.com", (n + worker) % 6),
                            "1",
                            ["ACME", "Other"][(n + turn) % 2],
                        )
                    })
                    .collect();
                batch.rotate_left((worker * 3 + turn) % 8);
                shop.orders.record(batch, &RecordOptions::default()).await.unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let totals = totals(&shop).await;
    let sums = totals.values().fold((0, 0), |(customers, orders), row| (customers + row.0, orders + row.1));
    assert_eq!(sums, (6, 4 * 15 * 8));
    assert_eq!(companies(&shop).recount(10).await.unwrap(), []);
    // A session tells what it counted when it ends, at the latest.
    let others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let deadline = Instant::now() + Duration::from_secs(20);
    while shop.number(&format!("SELECT count(pg_terminate_backend(pid)) AS number {others}")) > 0 {
        assert!(Instant::now() < deadline, "the sessions end");
    }
    let after = shop.number("SELECT deadlocks AS number FROM pg_stat_database WHERE datname = current_database()");
    assert_eq!(after - before, 0, "nobody waited in a circle");
}

/// One thing that happens to a shop.
#[derive(Debug, Clone)]
enum Step {
    Order { number: u8, customer: u8, status: OrderStatus, cents: i64, company: u8 },
    Refund { number: u8, cents: i64 },
    Reassign { number: u8, customer: u8 },
    DeleteOrder { number: u8 },
    CreateCustomer { customer: u8, company: u8 },
    Move { customer: u8, company: u8 },
    Rename { company: u8 },
    DeleteCompany { company: u8 },
    DeleteCustomer { customer: u8 },
    Fold,
}

fn any_step() -> impl Strategy<Value = Step> {
    let status = proptest::sample::select(OrderStatus::ALL.to_vec());
    prop_oneof![
        6 => (0..6_u8, 0..4_u8, status, 0..10_000_i64, 0..4_u8)
            .prop_map(|(number, customer, status, cents, company)| Step::Order { number, customer, status, cents, company }),
        2 => (0..6_u8, 1..3_000_i64).prop_map(|(number, cents)| Step::Refund { number, cents }),
        2 => (0..6_u8, 0..4_u8).prop_map(|(number, customer)| Step::Reassign { number, customer }),
        1 => (0..6_u8).prop_map(|number| Step::DeleteOrder { number }),
        2 => (0..4_u8, 0..4_u8).prop_map(|(customer, company)| Step::CreateCustomer { customer, company }),
        3 => (0..4_u8, 0..4_u8).prop_map(|(customer, company)| Step::Move { customer, company }),
        1 => (0..4_u8).prop_map(|company| Step::Rename { company }),
        1 => (0..4_u8).prop_map(|company| Step::DeleteCompany { company }),
        1 => (0..4_u8).prop_map(|customer| Step::DeleteCustomer { customer }),
        1 => Just(Step::Fold),
    ]
}

/// Company 0 is none.
fn name(company: u8) -> String {
    if company == 0 { String::new() } else { format!("Company {company}") }
}

fn email(customer: u8) -> String {
    format!("c{customer}@example.com")
}

async fn company_id(shop: &Shop, company: u8) -> Option<CompanyId> {
    let new = NewCompany { name: UniqueName::parse(&name(company))?, rest: CompanyChange::default() };
    match companies(shop).create(&new).await {
        Ok(company) => Some(company.id),
        Err(growffinity_customers::companies::CreateCompanyError::Exists(id)) => Some(id),
        Err(error) => panic!("{error}"),
    }
}

async fn take(shop: &Shop, step: Step) {
    let order_id = |number: u8| {
        let id = shop
            .number(&format!("SELECT coalesce((SELECT id FROM orders WHERE external_id = '{number}'), 0) AS number"));
        OrderId::new(id)
    };
    let customer_id = async |customer: u8| {
        let found = shop.customers.find_by_email(&email(customer).parse().unwrap()).await.unwrap();
        found.map(|customer| customer.id)
    };
    match step {
        Step::Order { number, customer, status, cents, company } => {
            let draft = OrderDraft {
                status: Some(status),
                total: Money::new(Decimal::new(cents, 2)).ok(),
                ..of_company(&number.to_string(), &email(customer), "0", &name(company))
            };
            shop.orders.record(vec![draft], &RecordOptions::default()).await.unwrap();
        }
        Step::Refund { number, cents } => {
            if let Some(id) = order_id(number) {
                let refund =
                    RefundDraft { amount: Money::new(Decimal::new(cents, 2)).unwrap(), ..RefundDraft::default() };
                let draft =
                    OrderDraft { id: Some(id), refunds: Some(RefundsChange::One(refund)), ..OrderDraft::default() };
                // More than the order is worth is refused, and nothing moves.
                let _ = shop.orders.record(vec![draft], &RecordOptions::default()).await.unwrap();
            }
        }
        Step::Reassign { number, customer } => {
            if let (Some(id), Some(customer)) = (order_id(number), customer_id(customer).await) {
                let draft = OrderDraft { id: Some(id), customer: Some(customer), ..OrderDraft::default() };
                shop.orders.record(vec![draft], &RecordOptions::default()).await.unwrap();
            }
        }
        Step::DeleteOrder { number } => {
            if let Some(id) = order_id(number) {
                shop.orders.delete(vec![(id, None)], Origin::Live).await.unwrap();
            }
        }
        Step::CreateCustomer { customer, company } => {
            let company = UniqueName::parse(&name(company)).map(|name| Some(CompanyLink::Name(name)));
            let rest = CustomerChange { company, ..CustomerChange::default() };
            let new = NewCustomer { email: email(customer).parse().unwrap(), rest, origin: Origin::Live };
            let _ = shop.customers.create(new).await;
        }
        Step::Move { customer, company } => {
            if let Some(customer) = customer_id(customer).await {
                let company = company_id(shop, company).await.map(CompanyLink::Id);
                set(shop, customer, company).await;
            }
        }
        Step::Rename { company } => {
            if let Some(id) = company_id(shop, company).await {
                let name = UniqueName::parse(&format!("renamed {id}"));
                let change = CompanyChange { name, ..CompanyChange::default() };
                companies(shop).update(id, &change, None).await.unwrap();
            }
        }
        Step::DeleteCompany { company } => {
            if let Some(id) = company_id(shop, company).await {
                companies(shop).delete(id, None).await.unwrap();
            }
        }
        Step::DeleteCustomer { customer } => {
            if let Some(id) = customer_id(customer).await {
                shop.execute(&format!("UPDATE orders SET customer_id = NULL WHERE customer_id = {id}"));
                shop.execute(&format!("DELETE FROM customers WHERE id = {id}"));
            }
        }
        Step::Fold => shop.execute("SELECT fold_company_totals()"),
    }
}

/// What orders and customers say of each company, counted from the orders themselves.
const RECOUNT: &str = "SELECT count(*) AS number FROM companies y \
    CROSS JOIN LATERAL (SELECT count(*) AS customers FROM customers c WHERE c.company_id = y.id) c \
    CROSS JOIN LATERAL (SELECT count(*) AS orders, \
            coalesce(sum(round((o.total - o.refunded_total) * o.base_rate, 4)), 0) AS revenue \
        FROM orders o JOIN customers c ON c.id = o.customer_id \
        WHERE c.company_id = y.id AND o.status IN ('processing', 'completed') AND o.base_rate IS NOT NULL) o \
    LEFT JOIN LATERAL (SELECT coalesce(sum(customers), 0) AS customers, coalesce(sum(orders), 0) AS orders, \
            coalesce(sum(revenue), 0) AS revenue FROM company_totals k WHERE k.company_id = y.id) k ON true \
    WHERE (c.customers, o.orders, o.revenue) IS DISTINCT FROM (k.customers, k.orders, k.revenue)";

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_history_leaves_companies_what_a_recount_gives(steps in prop::collection::vec(any_step(), 5..40)) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let shop = Shop::open().await;
            for step in steps {
                take(&shop, step.clone()).await;
                assert_eq!(companies(&shop).recount(10).await.unwrap(), [], "after {step:?}");
                assert_eq!(shop.number(RECOUNT), 0, "counted from the orders, after {step:?}");
            }
        });
    }
}
