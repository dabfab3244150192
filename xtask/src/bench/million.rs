//! A large shop: customers with tags, groups, companies and a segment, their orders and the orders' lines.
//!
//! It is written set by set with the triggers off, and what triggers keep is counted at the end, which is many times
//! faster than taking the orders in.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use anyhow::Result;

use super::{Mode, shop::Shop};

/// How large.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub customers: u64,
    pub orders: u64,
}

impl Size {
    /// A million customers with five million orders and seven and a half million lines, or a part of it.
    pub const fn of(mode: Mode) -> Self {
        Self { customers: mode.size(1_000_000, 10_000), orders: mode.size(5_000_000, 50_000) }
    }
}

/// Each statement is run by itself, so that none waits for all.
const LOAD: &[(&str, &str)] = &[
    (
        "stores, tags, groups, companies",
        "INSERT INTO stores (name, platform, currency, is_default, created_at, modified_at)
            SELECT 'Shop ' || n, 'api', 'USD', n = 1 AND NOT EXISTS (SELECT FROM stores WHERE is_default), now(), now()
            FROM generate_series(1, 3) n ON CONFLICT DO NOTHING;
         INSERT INTO tags (name, folded, slug, created_at, modified_at)
            SELECT 'tag ' || n, 'tag ' || n, 'tag-' || n, now(), now() FROM generate_series(1, 20) n;
         INSERT INTO groups (name, folded, slug, created_at, modified_at)
            SELECT 'group ' || n, 'group ' || n, 'group-' || n, now(), now() FROM generate_series(1, 5) n;
         INSERT INTO companies (name, folded, created_at, modified_at)
            SELECT 'Company ' || n, 'company ' || n, now(), now() FROM generate_series(1, 10000) n",
    ),
    (
        "customers",
        "INSERT INTO customers (email, first_name, last_name, phone, status, billing, attributes, store_id, company_id,
            consent_status, consent_source, consent_at, created_at, modified_at)
         SELECT 'customer-' || n || '@example.com', 'First' || n % 5000, 'Last' || n % 90000, '+1 555 ' || n,
            CASE WHEN n % 50 = 0 THEN 'inactive' ELSE 'active' END,
            jsonb_build_object('first_name', 'First' || n % 5000, 'last_name', 'Last' || n % 90000,
                'address_1', n || ' High Street', 'city', 'Town ' || n % 900, 'postcode', (10000 + n % 90000)::text,
                'country', (ARRAY['US', 'FR', 'DE', 'GB', 'IT', 'ES', 'NL', 'IS'])[1 + least(7, floor(-ln(1 - (n::bigint * 7919 % 1000003) / 1000003.0) * 2))::int]),
            jsonb_build_object('shoe_size', 36 + n % 12, 'plan', (ARRAY['basic', 'pro'])[1 + n % 2]),
            (SELECT min(id) FROM stores) + n % 3,
            CASE WHEN n % 10 = 0 THEN 1 + n / 10 % 10000 END,
            (ARRAY['subscribed', 'pending', 'unsubscribed', 'bounced'])[1 + least(3, n % 7)], 'checkout', now(),
            now() - n * interval '20 seconds', now() - n * interval '10 seconds'
         FROM generate_series(1, :customers) n",
    ),
    (
        "tags and groups on customers",
        "INSERT INTO customer_tags (customer_id, tag_id, added_at)
            SELECT id, 1 + (id * 31 + k * 7) % 20, now() FROM customers, generate_series(1, 2) k WHERE id % 3 = 0
            ON CONFLICT DO NOTHING;
         INSERT INTO customer_groups (customer_id, group_id, added_at)
            SELECT id, 1 + id % 5, now() FROM customers WHERE id % 4 = 0;
         INSERT INTO segments (name, slug, type, match, refresh, created_at, modified_at)
            VALUES ('A tenth', 'a-tenth', 'static', 'all', 'manual', now(), now());
         INSERT INTO segment_members (segment_id, customer_id, joined_at)
            SELECT (SELECT max(id) FROM segments), id, now() FROM customers WHERE id % 10 = 3",
    ),
    (
        "orders",
        "INSERT INTO orders (store_id, external_id, number, customer_id, status, currency, total, base_rate, billing, coupon_codes,
            payment_method, line_items, created_at, modified_at)
         SELECT (SELECT min(id) FROM stores) + n % 3, n::text, n::text, 1 + (n::bigint * 48271) % :customers,
            (ARRAY['completed', 'completed', 'completed', 'completed', 'completed', 'completed', 'processing', 'pending', 'cancelled', 'refunded'])[1 + n % 10],
            'USD', 10 + n % 90, 1,
            jsonb_build_object('email', 'customer-' || 1 + (n::bigint * 48271) % :customers || '@example.com', 'country', 'US'),
            CASE WHEN n % 20 = 0 THEN jsonb_build_array('code' || n % 400) ELSE '[]' END, 'card',
            CASE WHEN n % 2 = 0 THEN
                jsonb_build_array(
                    jsonb_build_object('product_id', 1 + n % 2000, 'sku', 'S-' || 1 + n % 2000, 'name', 'Product ' || 1 + n % 2000,
                        'categories', jsonb_build_array('Category ' || n % 40), 'quantity', 1 + n % 3, 'total', (10 + n % 90)::text))
            ELSE
                jsonb_build_array(
                    jsonb_build_object('product_id', 1 + n % 2000, 'sku', 'S-' || 1 + n % 2000, 'name', 'Product ' || 1 + n % 2000,
                        'categories', jsonb_build_array('Category ' || n % 40), 'quantity', 1, 'total', '5'),
                    jsonb_build_object('product_id', 1 + n::bigint * 13 % 2000, 'sku', 'S-' || 1 + n::bigint * 13 % 2000, 'name', 'Product ' || 1 + n::bigint * 13 % 2000,
                        'categories', jsonb_build_array('Category ' || n::bigint * 13 % 40), 'quantity', 2, 'total', (5 + n % 90)::text))
            END,
            now() - n * interval '12 seconds', now() - n * interval '12 seconds'
         FROM generate_series(1, :orders) n",
    ),
    (
        "lines",
        "INSERT INTO order_items SELECT i.* FROM orders o CROSS JOIN LATERAL order_lines(o) i",
    ),
    (
        "categories and coupons, words",
        "INSERT INTO order_facets SELECT DISTINCT 'category', k.name, i.ordered_at, i.order_id
            FROM order_items i CROSS JOIN unnest(i.categories) k (name);
         INSERT INTO order_facets SELECT DISTINCT 'coupon', k.code, o.created_at, o.id
            FROM orders o CROSS JOIN jsonb_array_elements_text(o.coupon_codes) k (code);
         INSERT INTO customer_search SELECT c.id, customer_words(c) FROM customers c",
    ),
    (
        "stats",
        "UPDATE customers c SET orders_count = o.count, total_spent = o.total, first_order_at = o.first, last_order_at = o.last
         FROM (SELECT customer_id, count(*), sum(total) AS total, min(created_at) AS first, max(created_at) AS last
               FROM orders WHERE status IN ('processing', 'completed') GROUP BY customer_id) o WHERE o.customer_id = c.id",
    ),
];

/// A shop of this size: the one that an earlier run kept, or a new one.
pub fn open(root: &Path, size: Size, keep: bool) -> Result<Shop> {
    let name = format!("million-{}", size.customers);
    if !keep {
        let shop = Shop::open(root, &name)?;
        load(&shop, size)?;
        return Ok(shop);
    }
    let mut hasher = DefaultHasher::new();
    LOAD.hash(&mut hasher);
    let (loaded, mark) = (root.join("target/bench").join(&name).join("loaded"), hasher.finish().to_string());
    if fs::read_to_string(&loaded).is_ok_and(|text| text == mark) {
        return Shop::reopen(root, &name);
    }
    let shop = Shop::open(root, &name)?.kept();
    load(&shop, size)?;
    fs::write(loaded, mark)?;
    Ok(shop)
}

/// Indexes are made when the rows are there: the trigrams of five million orders would take most of the time, one by one.
const WITHOUT_INDEXES: &str = "CREATE TABLE bench_indexes AS SELECT indexname, indexdef FROM pg_indexes i \
    WHERE tablename IN ('customers', 'customer_search', 'orders', 'order_items') \
        AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conname = i.indexname); \
    DO $$ DECLARE name text; BEGIN FOR name IN SELECT indexname FROM bench_indexes LOOP \
        EXECUTE format('DROP INDEX %I', name); END LOOP; END $$";
const WITH_INDEXES: &str = "SET maintenance_work_mem = '512MB'; \
    DO $$ DECLARE definition text; BEGIN FOR definition IN SELECT indexdef FROM bench_indexes LOOP \
        EXECUTE definition; END LOOP; END $$; \
    DROP TABLE bench_indexes";

/// Fills the shop.
fn load(shop: &Shop, size: Size) -> Result<()> {
    shop.sql(WITHOUT_INDEXES)?;
    for (what, sql) in LOAD {
        eprintln!("loading {what}");
        let sql = sql.replace(":customers", &size.customers.to_string()).replace(":orders", &size.orders.to_string());
        shop.sql(&format!("SET session_replication_role = replica; {sql}"))?;
    }
    eprintln!("making the indexes");
    shop.sql(WITH_INDEXES)?;
    eprintln!("counting");
    shop.sql(
        "SET session_replication_role = replica; DELETE FROM company_totals; \
         INSERT INTO company_totals SELECT company_id, customers, orders, revenue FROM company_recount(); \
         UPDATE segments s SET members_count = (SELECT count(*) FROM segment_members m WHERE m.segment_id = s.id)",
    )?;
    shop.sql("SELECT recount_rows()")?;
    shop.sql("VACUUM ANALYZE")?;
    Ok(())
}
