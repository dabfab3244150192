//! Lists at any size: no filter, order or total walks through a whole table, and totals are right.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use growffinity_customers::{
    ConsentStatus, CustomerFilter, CustomerOrder, CustomerQuery, CustomerStatus, Customers, CustomersConfig, Label,
    OrderFilter, OrderOrder, OrderQuery, OrderStatus, Orders, ProductFilter, ProductOrder, ProductQuery, Products,
    UniqueName,
};
use growffinity_kernel::{Direction, ManualClock, PerPage, SegmentId, Site, StoreId, Window};
use growffinity_postgres::{PgCustomers, PgOrders, PgProducts};
use growffinity_testkit::TestDb;

use crate::fixture::at;

const SHOP: &str = "
    INSERT INTO stores (name, currency, is_default, created_at, modified_at) VALUES ('Main', 'USD', true, now(), now());
    INSERT INTO companies (name, folded, created_at, modified_at) VALUES ('ACME Ltd', 'acme ltd', now(), now());
    INSERT INTO tags (name, folded, slug, created_at, modified_at) VALUES ('Big', 'big', 'big', now(), now());
    INSERT INTO groups (name, folded, slug, created_at, modified_at) VALUES ('News', 'news', 'news', now(), now());
    INSERT INTO customers (email, first_name, last_name, status, consent_status, billing, attributes, store_id, company_id,
        created_at, modified_at)
      SELECT 'buyer-' || n || '@example.com', 'First' || n, 'Last' || n % 7, CASE WHEN n % 4 = 0 THEN 'inactive' ELSE 'active' END,
        CASE WHEN n % 2 = 0 THEN 'subscribed' ELSE 'pending' END, jsonb_build_object('country', 'US', 'company', 'Mugs ' || n),
        jsonb_build_object('size', n % 5, 'plan', 'pro'), 1, CASE WHEN n <= 3 THEN 1 END, now(), now()
      FROM generate_series(1, 40) n;
    INSERT INTO customer_tags SELECT id, 1, now() FROM customers WHERE id <= 5;
    INSERT INTO customer_groups SELECT id, 1, now() FROM customers WHERE id <= 6;
    INSERT INTO segments (name, slug, type, match, refresh, members_count, created_at, modified_at)
        VALUES ('S', 's', 'static', 'all', 'manual', 7, now(), now());
    INSERT INTO segment_members SELECT 1, id, now() FROM customers WHERE id <= 7;
    INSERT INTO orders (store_id, external_id, number, customer_id, status, currency, total, base_rate, billing, created_at, modified_at)
      SELECT 1, n::text, n::text, 1 + n % 40, CASE WHEN n % 3 = 0 THEN 'pending' ELSE 'completed' END, 'USD', n, 1,
        jsonb_build_object('email', 'buyer-' || 1 + n % 40 || '@example.com'), now(), now() FROM generate_series(1, 90) n;
    INSERT INTO products (store_id, external_id, sku, name, categories, price, created_at, modified_at)
      SELECT 1, n::text, 'SKU-' || n, 'Mug ' || n, ARRAY['Kitchen', 'Row ' || n % 4], n, now(), now()
      FROM generate_series(1, 60) n;
    ANALYZE;
    DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET enable_seqscan = off', current_database()); END $$;";

struct Shop {
    customers: Customers,
    orders: Orders,
    products: Products,
    db: TestDb,
    /// How often a large table was walked through while the shop was filled.
    walks: i64,
}

impl Shop {
    async fn open() -> Self {
        let db = TestDb::create();
        db.execute(SHOP);
        let walks = walks(&db).await;
        let clock = Arc::new(ManualClock::at(at("2026-06-01T12:00:00")));
        let customers = PgCustomers::new(db.open());
        let orders = PgOrders::new(db.open());
        Self {
            customers: Customers::new(Arc::new(customers), clock.clone(), CustomersConfig::default()),
            orders: Orders::new(Arc::new(orders), clock.clone(), Site::default(), ConsentStatus::Pending),
            products: Products::new(Arc::new(PgProducts::new(db.open())), clock),
            db,
            walks,
        }
    }

    /// Asserts that no list since the start walked through a large table. A session tells its figures when it ends, so
    /// the pools are closed first.
    async fn assert_no_walks(self) {
        let Self { customers, orders, products, db, walks: before } = self;
        drop((customers, orders, products));
        assert_eq!(walks(&db).await, before, "a list walked through a table; run the cases one by one to see which");
    }

    async fn customers(&self, filter: CustomerFilter, order: CustomerOrder) -> u64 {
        let mut total = 0;
        for direction in [Direction::Ascending, Direction::Descending] {
            let query = CustomerQuery { filter: filter.clone(), order, direction, window: window() };
            total = self.customers.list(&query).await.unwrap().total;
        }
        total
    }

    async fn orders(&self, filter: OrderFilter, order: OrderOrder) -> u64 {
        let query = OrderQuery { filter, order, direction: Direction::Descending, window: window() };
        self.orders.list(&query).await.unwrap().total
    }
}

/// How often a large table was walked through, by sessions that have ended: one tells its figures only then.
async fn walks(db: &TestDb) -> i64 {
    let sessions = "SELECT count(*) AS number FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let deadline = Instant::now() + Duration::from_secs(10);
    while db.number(sessions) > 0 {
        assert!(Instant::now() < deadline, "somebody is still connected");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    db.number(
        "SELECT coalesce(sum(seq_scan), 0)::bigint AS number FROM pg_stat_user_tables WHERE relname IN \
         ('customers', 'orders', 'order_items', 'customer_search', 'customer_tags', 'customer_groups', \
          'segment_members', 'customer_external_ids', 'products')",
    )
}

fn window() -> Window {
    Window::Offset { offset: 0, limit: PerPage::default() }
}

fn any() -> CustomerFilter {
    CustomerFilter::default()
}

#[tokio::test]
async fn no_filter_of_customers_walks_through_a_table() {
    let shop = Shop::open().await;
    let cases: Vec<(&str, u64, CustomerFilter)> = vec![
        ("all", 40, any()),
        ("by status", 10, CustomerFilter { status: vec![CustomerStatus::Inactive], ..any() }),
        ("by label", 40, CustomerFilter { label: vec![Label::New], ..any() }),
        ("by both statuses", 40, CustomerFilter { status: CustomerStatus::ALL.to_vec(), ..any() }),
        ("by store", 40, CustomerFilter { store: StoreId::new(1), ..any() }),
        ("by another store", 0, CustomerFilter { store: StoreId::new(2), ..any() }),
        ("by consent", 20, CustomerFilter { consent: vec![ConsentStatus::Subscribed], ..any() }),
        ("by company", 3, CustomerFilter { company: 1.try_into().ok(), ..any() }),
        ("by tag", 5, CustomerFilter { tags: vec![UniqueName::parse("BIG").unwrap()], ..any() }),
        ("by group", 6, CustomerFilter { groups: vec![UniqueName::parse("news").unwrap()], ..any() }),
        ("by segment", 7, CustomerFilter { segment: SegmentId::new(1), ..any() }),
        (
            "by segment and status",
            6,
            CustomerFilter { segment: SegmentId::new(1), status: vec![CustomerStatus::Active], ..any() },
        ),
        ("by country", 40, CustomerFilter { country: Some("US".to_owned()), ..any() }),
        ("by address", 1, CustomerFilter { email: "buyer-7@example.com".parse().ok(), ..any() }),
        ("by external id", 0, CustomerFilter { external_id: Some("x".to_owned()), ..any() }),
        ("by spending", 40, CustomerFilter { max_spent: "1".parse().ok(), ..any() }),
        ("by orders", 0, CustomerFilter { min_orders: Some(2), ..any() }),
        ("by attribute", 8, CustomerFilter { attributes: vec![("size".to_owned(), "3".to_owned())], ..any() }),
        (
            "by attribute of text",
            40,
            CustomerFilter { attributes: vec![("plan".to_owned(), "pro".to_owned())], ..any() },
        ),
        ("by name", 6, CustomerFilter { search: Some("LAST3".to_owned()), ..any() }),
        ("by both names", 1, CustomerFilter { search: Some("first10 last3".to_owned()), ..any() }),
        ("by part of an address", 1, CustomerFilter { search: Some("yer-17@".to_owned()), ..any() }),
        ("by the bill's company", 1, CustomerFilter { search: Some("mugs 22".to_owned()), ..any() }),
        ("by the linked company", 3, CustomerFilter { search: Some("acme".to_owned()), ..any() }),
        ("by a word with a wildcard", 0, CustomerFilter { search: Some("f%t".to_owned()), ..any() }),
    ];
    for (what, total, filter) in cases {
        assert_eq!(shop.customers(filter, CustomerOrder::Name).await, total, "{what}");
    }
    shop.assert_no_walks().await;
}

#[tokio::test]
async fn no_order_of_customers_walks_through_a_table() {
    let shop = Shop::open().await;
    for order in [
        CustomerOrder::Name,
        CustomerOrder::Id,
        CustomerOrder::Email,
        CustomerOrder::Created,
        CustomerOrder::Modified,
        CustomerOrder::TotalSpent,
        CustomerOrder::OrdersCount,
        CustomerOrder::AverageOrderValue,
        CustomerOrder::LastOrder,
        CustomerOrder::Birthday,
    ] {
        assert_eq!(shop.customers(any(), order).await, 40);
    }
    shop.assert_no_walks().await;
}

#[tokio::test]
async fn no_filter_of_orders_walks_through_a_table() {
    let shop = Shop::open().await;
    let any = OrderFilter::default;
    let cases: Vec<(&str, u64, OrderFilter)> = vec![
        ("all", 90, any()),
        ("by status", 30, OrderFilter { status: vec![OrderStatus::Pending], ..any() }),
        ("by store", 90, OrderFilter { store: StoreId::new(1), ..any() }),
        (
            "by store and status",
            60,
            OrderFilter { store: StoreId::new(1), status: vec![OrderStatus::Completed], ..any() },
        ),
        ("by customer", 2, OrderFilter { customer: 30.try_into().ok(), ..any() }),
        ("by external id", 1, OrderFilter { external_id: Some("7".to_owned()), ..any() }),
        ("by currency", 90, OrderFilter { currency: "USD".parse().ok(), ..any() }),
        ("by total", 1, OrderFilter { min_total: "90".parse().ok(), ..any() }),
        ("by address", 2, OrderFilter { search: Some("buyer-30@".to_owned()), ..any() }),
    ];
    for (what, total, filter) in cases {
        assert_eq!(shop.orders(filter, OrderOrder::Created).await, total, "{what}");
    }
    shop.assert_no_walks().await;
}

#[tokio::test]
async fn no_list_of_products_walks_through_a_table() {
    let shop = Shop::open().await;
    let any = ProductFilter::default;
    let cases: Vec<(&str, u64, ProductFilter)> = vec![
        ("all", 60, any()),
        ("by store", 60, ProductFilter { store: StoreId::new(1), ..any() }),
        ("by external id", 1, ProductFilter { external_id: Some("7".to_owned()), ..any() }),
        ("by SKU", 1, ProductFilter { sku: Some("sku-7".to_owned()), ..any() }),
        ("by category", 15, ProductFilter { category: Some("Row 3".to_owned()), ..any() }),
        ("by part of a name", 11, ProductFilter { search: Some("UG 1".to_owned()), ..any() }),
        ("by part of a SKU", 1, ProductFilter { search: Some("ku-42".to_owned()), ..any() }),
        ("by a wildcard", 0, ProductFilter { search: Some("m%g".to_owned()), ..any() }),
    ];
    for (what, total, filter) in cases {
        for order in [ProductOrder::Name, ProductOrder::Id, ProductOrder::Created, ProductOrder::Modified] {
            let query =
                ProductQuery { filter: filter.clone(), order, direction: Direction::Descending, window: window() };
            assert_eq!(shop.products.list(&query).await.unwrap().total, total, "{what}");
        }
    }
    shop.assert_no_walks().await;
}

#[tokio::test]
async fn counters_follow_what_moves_them() {
    let shop = Shop::open().await;
    let counted = |name: &str| {
        shop.db
            .number(&format!("SELECT coalesce(sum(delta), 0)::bigint AS number FROM row_counts WHERE name = '{name}'"))
    };
    shop.db.execute(
        "UPDATE customers SET status = 'inactive' WHERE id IN (1, 2, 3); UPDATE customers SET store_id = NULL WHERE id = 1; \
         UPDATE orders SET status = 'completed' WHERE id = 3; DELETE FROM orders WHERE id = 4; \
         UPDATE customers SET first_name = 'Zoë', company_id = NULL WHERE id = 2; \
         UPDATE companies SET name = 'Umbrella' WHERE id = 1",
    );
    assert_eq!((counted("customers:status:inactive"), counted("customers:status:active")), (13, 27));
    assert_eq!((counted("customers:store:1"), counted("orders:store:1")), (39, 89));
    assert_eq!((counted("orders:status:pending"), counted("orders:status:completed")), (29, 60));
    assert_eq!(shop.db.number("SELECT recount_rows() AS number"), 0, "nothing to set right");
    let search = |text: &str| CustomerFilter { search: Some(text.to_owned()), ..any() };
    assert_eq!(shop.customers(search("ZOË"), CustomerOrder::Name).await, 1);
    assert_eq!(shop.customers(search("umbrella"), CustomerOrder::Name).await, 2);
    shop.db.execute("DELETE FROM row_counts WHERE name IN ('orders', 'customers:status:inactive')");
    shop.db.execute("INSERT INTO row_counts VALUES ('orders:store:77', 3), ('audit_log', 5)");
    assert_eq!(shop.db.number("SELECT recount_rows() AS number"), 3);
    assert_eq!((counted("orders"), counted("customers:status:inactive"), counted("orders:store:77")), (89, 13, 0));
    assert_eq!(counted("audit_log"), 5, "what is counted elsewhere is left alone");
}
