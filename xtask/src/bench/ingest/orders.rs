//! Orders one by one: POST /orders on 16 connections against pgbench, which makes the statements of the product.

/// wrk's script: each request is a new order of a customer that the whole file made known; one in ten is somebody new.
pub fn requests(round: u64, customers: u64) -> String {
    format!(
        r#"
local threads = 0
function setup(thread) thread:set("number", threads); threads = threads + 1 end
function init(args) math.randomseed(number + {round} * 100) end
wrk.headers["Content-Type"] = "application/json"
local made = 0
function request()
    made = made + 1
    local customer = math.random(1, {customers})
    local name = customer % 10 == 0 and "post-{round}-" .. number .. "-" .. made or "whole-" .. customer - 1
    local body = string.format('{{"external_id":"post-{round}-%d-%d","status":"completed","total":"%d.50",' ..
        '"billing":{{"email":"%s@example.com","first_name":"First","last_name":"Last","country":"US"}},' ..
        '"line_items":[{{"product_id":%d,"sku":"S-1","name":"Mug","categories":["Kitchen"],"quantity":1,"total":"5.00"}}]}}',
        number, made, math.random(10, 90), name, math.random(1, 2000))
    return wrk.format("POST", "/wp-json/growffinity/v1/orders", nil, body)
end
"#
    )
}

/// pgbench's script: what the product says to PostgreSQL for such a request, statement by statement.
pub fn statements(customers: u64) -> String {
    let columns = "store_id, external_id, number, customer_id, status, currency, exchange_rate, total, discount_total, \
        shipping_total, total_tax, refunded_total, base_rate, billing, shipping, coupon_codes, payment_method, line_items, \
        source, paid_at, completed_at, created_at, modified_at";
    let billing = "jsonb_build_object('email', (NAME) || '@example.com', 'country', 'US', 'last_name', 'Last', \
        'first_name', 'First')";
    let name = "CASE WHEN :customer::bigint % 10 = 0 THEN 'pgbench-' || :nonce::text ELSE 'whole-' || :customer::bigint - 1 END";
    let script = format!(
        r#"\set customer random(1, {customers})
\set total random(10, 90)
\set product random(1, 2000)
\set nonce random(1, 1000000000000000)
BEGIN;
SELECT id FROM stores WHERE is_default LIMIT 1 \gset store_
SELECT o.id FROM orders o WHERE o.id IN (SELECT unnest('{{}}'::bigint[]) UNION SELECT k.id
    FROM unnest(ARRAY[:store_id::bigint], ARRAY['pgbench-' || :nonce::text]) AS n (store_id, external_id)
    JOIN orders k ON k.store_id = n.store_id AND k.external_id = n.external_id) ORDER BY o.id FOR UPDATE;
SELECT id, name FROM stores;
\if :customer % 10 = 0
SELECT id, email FROM customers WHERE email = ANY(ARRAY[(NAME) || '@example.com']);
INSERT INTO customers (email, first_name, last_name, phone, billing, store_id, created_at, modified_at, consent_status,
        consent_source, consent_at, consent_proof)
    SELECT n.*, k.* FROM unnest(ARRAY[(NAME) || '@example.com'], ARRAY['First'], ARRAY['Last'], ARRAY[''], ARRAY[BILLING],
        ARRAY[:store_id::bigint], ARRAY[now()]) AS o (email, first_name, last_name, phone, billing, store_id, created_at)
    CROSS JOIN LATERAL (SELECT o.email, o.first_name, o.last_name, o.phone, o.billing, o.store_id, o.created_at, now()) n
    CROSS JOIN (SELECT 'pending', '', NULL::timestamptz, '{{}}'::jsonb) k
    ORDER BY o.email ON CONFLICT (email) DO NOTHING RETURNING id AS customer_id \gset
\else
SELECT id AS customer_id FROM customers WHERE email = ANY(ARRAY[(NAME) || '@example.com']) \gset
\endif
SELECT id FROM customers WHERE id = ANY(ARRAY[:customer_id::bigint]) ORDER BY id FOR NO KEY UPDATE;
INSERT INTO orders (COLUMNS) SELECT COLUMNS
    FROM unnest(ARRAY[:store_id::bigint], ARRAY['pgbench-' || :nonce::text], ARRAY['pgbench-' || :nonce::text],
        ARRAY[:customer_id::bigint], ARRAY['completed'], ARRAY['USD'], ARRAY[NULL::numeric], ARRAY[:total::numeric], ARRAY[0::numeric],
        ARRAY[0::numeric], ARRAY[0::numeric], ARRAY[0::numeric], ARRAY[1::numeric], ARRAY[BILLING], ARRAY['{{}}'::jsonb],
        ARRAY['[]'::jsonb], ARRAY[''], ARRAY[jsonb_build_array(jsonb_build_object('product_id', :product::bigint, 'sku', 'S-1',
            'name', 'Mug', 'categories', jsonb_build_array('Kitchen'), 'quantity', 1, 'total', '5'))], ARRAY['{{}}'::jsonb],
        ARRAY[NULL::timestamptz], ARRAY[now()], ARRAY[now()], ARRAY[now()])
    WITH ORDINALITY AS n (COLUMNS, place)
    ORDER BY n.place ON CONFLICT (store_id, external_id) WHERE external_id IS NOT NULL DO NOTHING RETURNING id AS order_id \gset
WITH moved AS (UPDATE customers k SET orders_count = n.orders_count, total_spent = n.total_spent,
        refunded_total = n.refunded_total, first_order_at = n.first_order_at, last_order_at = n.last_order_at,
        label = n.label, label_due_at = n.label_due_at
    FROM (SELECT c.id, c.label AS label_before, r.*, l.* FROM customers c CROSS JOIN LATERAL (
            SELECT count(*) AS orders_count, coalesce(sum(round((o.total - o.refunded_total) * o.base_rate, 4)), 0) AS total_spent,
                coalesce(sum(round(o.refunded_total * o.base_rate, 4)), 0) AS refunded_total,
                min(o.created_at) AS first_order_at, max(o.created_at) AS last_order_at
            FROM orders o WHERE o.customer_id = c.id AND o.status IN ('processing', 'completed') AND o.base_rate IS NOT NULL) r
        CROSS JOIN LATERAL judge_label(r.orders_count, r.total_spent, r.first_order_at, r.last_order_at, c.created_at, now()) l
        WHERE c.id = ANY(ARRAY[:customer_id::bigint])) n
    WHERE k.id = n.id AND (k.orders_count, k.total_spent, k.refunded_total, k.first_order_at, k.last_order_at, k.label,
            k.label_due_at) IS DISTINCT FROM (n.orders_count, n.total_spent, n.refunded_total, n.first_order_at,
            n.last_order_at, n.label, n.label_due_at)
    RETURNING k.id, n.label <> n.label_before AS relabelled)
SELECT id FROM moved WHERE relabelled ORDER BY id;
INSERT INTO events (type, object_type, object_id, customer_id, origin, data, occurred_at)
    SELECT * FROM unnest(ARRAY['order.created', 'order.completed'], ARRAY['order', 'order'],
        ARRAY[:order_id::bigint, :order_id::bigint], ARRAY[:customer_id::bigint, :customer_id::bigint], ARRAY['live', 'live'],
        ARRAY['{{"status": "completed"}}'::jsonb, '{{}}'::jsonb], ARRAY[now(), now()]);
INSERT INTO audit_log (actor_type, actor_id, user_id, part, ip, user_agent, request_id, action, object_type, object_id, changed)
    SELECT 'user', 1, 1, NULL, '127.0.0.1', 'pgbench', :nonce::text, n.action, n.object_type, n.object_id, n.changed
    FROM jsonb_to_recordset(jsonb_build_array(jsonb_build_object('action', 'order.create', 'object_type', 'order',
        'object_id', :order_id::bigint, 'changed', '[]'::jsonb)))
        AS n (action text, object_type text, object_id bigint, changed text[]);
COMMIT;
"#
    );
    script.replace("COLUMNS", columns).replace("BILLING", billing).replace("NAME", name)
}
