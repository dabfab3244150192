//! Which index each filter and each order of the list of orders is answered by, on a table with some rows in it.

use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_types::Text};
use growffinity_customers::{OrderFilter, OrderOrder, OrderQuery, OrderStatus};
use growffinity_kernel::{CampaignId, CustomerId, Direction, Window};
use growffinity_testkit::TestDb;

use super::{counted, page};

const SHOP: &str = r#"
    INSERT INTO stores (name, currency, is_default, created_at, modified_at) VALUES ('Main', 'USD', true, now(), now());
    INSERT INTO customers (email, consent_status, created_at, modified_at)
        SELECT 'c' || i || '@example.com', 'pending', now(), now() FROM generate_series(1, 1000) i;
    INSERT INTO orders (store_id, external_id, number, customer_id, status, currency, total, base_rate, billing,
            coupon_codes, source, line_items, created_at, modified_at)
        SELECT 1, 'x' || i, i::text, 1 + i % 1000, CASE WHEN i % 1000 = 0 THEN 'failed' ELSE 'completed' END,
            CASE WHEN i % 1000 = 0 THEN 'EUR' ELSE 'USD' END, i, 1,
            jsonb_build_object('email', 'c' || i % 1000 || '@example.com', 'last_name', 'Name' || i),
            CASE WHEN i % 500 = 0 THEN '["SPRING"]'::jsonb ELSE '[]' END,
            CASE WHEN i % 500 = 0 THEN '{"campaign_id": 3}'::jsonb ELSE '{}' END,
            jsonb_build_array(jsonb_build_object('product_id', 1 + i % 1000, 'sku', 'S-' || i % 1000, 'name', 'P',
                'categories', jsonb_build_array('K' || i % 1000), 'quantity', 1, 'total', '5')),
            now() - i * interval '1 minute', now() - i * interval '1 minute'
        FROM generate_series(1, 10000) i;
    ANALYZE;
"#;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = "QUERY PLAN")]
    line: String,
}

fn plan(connection: &mut PgConnection, statement: crate::statement::Statement) -> String {
    let lines: Vec<Line> = statement.explained().load(connection).unwrap();
    lines.into_iter().map(|line| line.line + "\n").collect()
}

fn query(filter: OrderFilter, order: OrderOrder) -> OrderQuery {
    OrderQuery { filter, order, direction: Direction::Descending, window: Window::default() }
}

#[test]
fn no_filter_and_no_order_reads_the_whole_table() {
    let db = TestDb::create();
    let mut connection = PgConnection::establish(db.url()).unwrap();
    connection.batch_execute(SHOP).unwrap();
    let text = |text: &str| Some(text.to_owned());
    let any = OrderFilter::default;
    for (index, filter) in [
        ("orders_customer", OrderFilter { customer: CustomerId::new(7), ..any() }),
        ("orders_status", OrderFilter { status: vec![OrderStatus::Failed], ..any() }),
        ("orders_currency", OrderFilter { currency: "EUR".parse().ok(), ..any() }),
        ("orders_external_id", OrderFilter { external_id: text("x77"), ..any() }),
        ("orders_email", OrderFilter { email: text("C7@example.com"), ..any() }),
        ("order_facets_pkey", OrderFilter { coupon: text("SPRING"), ..any() }),
        ("orders_campaign", OrderFilter { campaign: CampaignId::new(3), ..any() }),
        ("order_items_product", OrderFilter { product: Some(7), ..any() }),
        ("order_items_sku", OrderFilter { sku: text("s-7"), ..any() }),
        ("order_facets_pkey", OrderFilter { category: text("K7"), ..any() }),
        ("orders_words", OrderFilter { search: text("name777"), ..any() }),
        ("orders_total", OrderFilter { min_total: "9995".parse().ok(), ..any() }),
    ] {
        let counting = plan(&mut connection, counted(&filter));
        assert!(counting.contains(index) && !counting.contains("Seq Scan on order"), "{index}:\n{counting}");
        let listing = plan(&mut connection, page(&query(filter, OrderOrder::Created)));
        assert!(listing.contains(index) && !listing.contains("Seq Scan on order"), "{index}:\n{listing}");
    }
    for (index, order) in [
        ("orders_created", OrderOrder::Created),
        ("orders_modified", OrderOrder::Modified),
        ("orders_total", OrderOrder::Total),
        ("orders_number", OrderOrder::Number),
        ("orders_pkey", OrderOrder::Id),
    ] {
        let listing = plan(&mut connection, page(&query(any(), order)));
        assert!(listing.contains(index) && !listing.contains("Seq Scan on order"), "{index}:\n{listing}");
    }
}
