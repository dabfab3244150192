//! What the import is compared with: psql scripts.

use std::path::Path;

/// Columns of the file.
const STAGING: &str = "external_id text, email text, first_name text, last_name text, country text, \
    total numeric(18,4), status text, created_at timestamptz";

/// The same work for the orders of `file`, set by set in one transaction: customers, orders, events, stats and labels.
pub fn same_work(file: &Path) -> String {
    format!(
        r"
BEGIN;
CREATE TEMP TABLE staging ({STAGING}) ON COMMIT DROP;
\copy staging FROM '{file}' CSV HEADER
ANALYZE staging;
WITH made AS (
    INSERT INTO customers (email, first_name, last_name, billing, store_id, consent_status, created_at, modified_at)
    SELECT DISTINCT ON (email) lower(email), first_name, last_name, jsonb_build_object('first_name', first_name,
        'last_name', last_name, 'country', country, 'email', email), 1, 'pending', created_at, now()
    FROM staging ORDER BY email ON CONFLICT (email) DO NOTHING RETURNING id)
INSERT INTO events (type, object_type, object_id, customer_id, origin, data, occurred_at)
SELECT 'customer.created', 'customer', id, id, 'import', '{{}}', now() FROM made;
CREATE TEMP TABLE touched ON COMMIT DROP AS
    SELECT DISTINCT c.id FROM staging s JOIN customers c ON c.email = s.email;
WITH placed AS (
    INSERT INTO orders (store_id, external_id, number, customer_id, status, currency, total, base_rate, billing,
        completed_at, created_at, modified_at)
    SELECT 1, s.external_id, s.external_id, c.id, s.status, 'USD', s.total, 1, jsonb_build_object('first_name',
        s.first_name, 'last_name', s.last_name, 'country', s.country, 'email', s.email), s.created_at, s.created_at, now()
    FROM staging s JOIN customers c ON c.email = s.email
    ON CONFLICT (store_id, external_id) WHERE external_id IS NOT NULL DO NOTHING RETURNING id, customer_id, status)
INSERT INTO events (type, object_type, object_id, customer_id, origin, data, occurred_at)
SELECT k.type, 'order', p.id, p.customer_id, 'import', k.data, now() FROM placed p,
    LATERAL (VALUES ('order.created', jsonb_build_object('status', p.status)), ('order.completed', '{{}}'::jsonb)) k (type, data);
UPDATE customers k SET orders_count = n.orders_count, total_spent = n.total_spent, refunded_total = n.refunded_total,
    first_order_at = n.first_order_at, last_order_at = n.last_order_at, label = n.label, label_due_at = n.label_due_at
FROM (SELECT c.id, r.*, l.* FROM (
        SELECT o.customer_id, count(*) AS orders_count, sum(round((o.total - o.refunded_total) * o.base_rate, 4)) AS total_spent,
            sum(round(o.refunded_total * o.base_rate, 4)) AS refunded_total,
            min(o.created_at) AS first_order_at, max(o.created_at) AS last_order_at
        FROM orders o WHERE o.customer_id IN (SELECT id FROM touched) AND o.status IN ('processing', 'completed')
            AND o.base_rate IS NOT NULL GROUP BY o.customer_id) r
    JOIN customers c ON c.id = r.customer_id
    CROSS JOIN LATERAL judge_label(r.orders_count, r.total_spent, r.first_order_at, r.last_order_at, c.created_at, now()) l) n
WHERE k.id = n.id;
COMMIT;
",
        file = file.display()
    )
}

/// The file copied into a table without an index.
pub fn bare_copy(file: &Path) -> String {
    format!(
        "DROP TABLE IF EXISTS bare;\nCREATE TABLE bare ({STAGING});\n\\copy bare FROM '{}' CSV HEADER\n",
        file.display()
    )
}

/// How many customers' stats differ from what their orders add up to.
pub const DIFFERENCES: &str = "SELECT count(*) FROM customers c CROSS JOIN LATERAL \
    (SELECT count(*) AS many, coalesce(sum(o.total), 0) AS total FROM orders o \
     WHERE o.customer_id = c.id AND o.status = 'completed') r \
    WHERE (c.orders_count, c.total_spent) IS DISTINCT FROM (r.many, r.total)";
