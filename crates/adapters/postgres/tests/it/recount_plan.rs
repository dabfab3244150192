//! Stats are recounted by a customer's own orders alone, also in a table that PostgreSQL knows nothing of yet: that is how
//! a shop's first import finds it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use growffinity_customers::{Customers, CustomersConfig};
use growffinity_kernel::ManualClock;
use growffinity_postgres::PgCustomers;
use growffinity_testkit::TestDb;

use crate::fixture::at;

const SHOP: &str = "
    ALTER TABLE customers SET (autovacuum_enabled = off);
    ALTER TABLE orders SET (autovacuum_enabled = off);
    INSERT INTO stores (name, currency, is_default, created_at, modified_at) VALUES ('Main', 'USD', true, now(), now());
    INSERT INTO customers (email, consent_status, consent_source, created_at, modified_at)
      SELECT 'buyer-' || n || '@example.com', 'pending', '', now(), now() FROM generate_series(1, 1000) n;
    INSERT INTO orders (store_id, external_id, number, customer_id, status, currency, total, base_rate, created_at, modified_at)
      SELECT 1, n::text, n::text, 1 + n % 1000, 'completed', 'USD', 2, 1, now(), now() FROM generate_series(1, 4000) n;";

#[tokio::test]
async fn a_recount_looks_up_no_orders_of_others() {
    let db = TestDb::create();
    db.execute(SHOP);
    let clock = Arc::new(ManualClock::at(at("2026-06-01T12:00:00")));
    let customers = Customers::new(Arc::new(PgCustomers::new(db.open())), clock, CustomersConfig::default());
    let differences = customers.recount(2_000).await.unwrap();
    assert_eq!(differences.len(), 1_000, "the orders were written past their customers");
    assert!(differences.iter().all(|(_, kept, counted)| (kept.orders_count, counted.orders_count) == (0, 4)));
    drop(customers);
    // A session tells its figures when it ends.
    let sessions = "SELECT count(*) AS number FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let deadline = Instant::now() + Duration::from_secs(10);
    while db.number(sessions) > 0 {
        assert!(Instant::now() < deadline, "somebody is still connected");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let scans = |index: &str| {
        db.number(&format!("SELECT idx_scan AS number FROM pg_stat_user_indexes WHERE indexrelname = '{index}'"))
    };
    assert!(scans("orders_customer") >= 1_000, "each customer's own are looked up");
    assert_eq!(scans("orders_status"), 0);
}
