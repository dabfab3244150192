-- What was bought, line by line; the shops' products; what was given back.

-- An order keeps its lines as it was told them, in orders.line_items: that is the record, read and written with the order.
-- order_items is the same lines as rows, for looking through all orders at once: "bought X but not Y", revenue by product
-- and category, orders by SKU. A GIN index over the JSON would find the orders, but each must then be fetched and taken
-- apart again to see whose it is, when it was and whether it counts; that is most of the cost of such a question among
-- millions of lines. The rows carry customer, time and whether the order counts, so that an index alone answers.
-- Triggers on orders write them, so that whatever moves an order (recorded, given to someone else, deleted) moves them
-- in the same transaction.
CREATE TABLE order_items (
    order_id bigint NOT NULL,
    line int NOT NULL,
    customer_id bigint,
    ordered_at timestamptz NOT NULL,
    counts boolean NOT NULL,
    product_id bigint,
    sku text NOT NULL,
    name text NOT NULL,
    categories text[] NOT NULL,
    quantity bigint NOT NULL,
    total numeric(18, 4) NOT NULL,
    base_total numeric,
    PRIMARY KEY (order_id, line)
);
COMMENT ON TABLE order_items IS 'The lines of all orders as rows, written by triggers from orders.line_items, which is the record. Distribution column when the database is spread: customer_id.';
COMMENT ON COLUMN order_items.line IS 'The place in the order, from 1.';
COMMENT ON COLUMN order_items.counts IS 'Whether the order counts: processing or completed, with a value in the site currency.';
COMMENT ON COLUMN order_items.product_id IS 'The product''s id in the shop, as the order tells it: products.external_id.';
COMMENT ON COLUMN order_items.sku IS 'In lower case.';
COMMENT ON COLUMN order_items.base_total IS 'The line''s total in the site currency; null without a rate.';
CREATE INDEX order_items_customer ON order_items (customer_id, ordered_at);
CREATE INDEX order_items_sku ON order_items (sku, customer_id, ordered_at) INCLUDE (order_id, counts) WHERE sku <> '';
CREATE INDEX order_items_product ON order_items (product_id, customer_id, ordered_at) INCLUDE (order_id, counts)
    WHERE product_id IS NOT NULL;
CREATE INDEX order_items_categories ON order_items USING gin (categories) WHERE categories <> '{}';

CREATE FUNCTION order_lines(o orders) RETURNS SETOF order_items LANGUAGE sql STABLE AS $$
    SELECT o.id, l.line::int, o.customer_id, o.created_at,
        o.status IN ('processing', 'completed') AND o.base_rate IS NOT NULL,
        (l.item ->> 'product_id')::bigint, lower(coalesce(l.item ->> 'sku', '')), coalesce(l.item ->> 'name', ''),
        ARRAY(SELECT jsonb_array_elements_text(l.item -> 'categories')), (l.item ->> 'quantity')::bigint,
        (l.item ->> 'total')::numeric, round((l.item ->> 'total')::numeric * o.base_rate, 4)
    FROM jsonb_array_elements(o.line_items) WITH ORDINALITY AS l (item, line)
$$;
COMMENT ON FUNCTION order_lines IS 'The rows of order_items that an order should have.';

CREATE FUNCTION write_order_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO order_items SELECT i.* FROM changed o CROSS JOIN LATERAL order_lines(o) i WHERE o.line_items <> '[]';
    RETURN NULL;
END $$;
CREATE FUNCTION rewrite_order_items() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved bigint[];
BEGIN
    SELECT array_agg(o.id) INTO moved FROM changed o JOIN before b ON b.id = o.id
    WHERE (b.line_items <> '[]' OR o.line_items <> '[]')
      AND (b.line_items, b.customer_id, b.created_at, b.status, b.base_rate)
          IS DISTINCT FROM (o.line_items, o.customer_id, o.created_at, o.status, o.base_rate);
    IF moved IS NOT NULL THEN
        DELETE FROM order_items WHERE order_id = ANY (moved);
        INSERT INTO order_items
            SELECT i.* FROM changed o CROSS JOIN LATERAL order_lines(o) i WHERE o.id = ANY (moved);
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION remove_order_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM order_items USING changed o WHERE order_id = o.id AND o.line_items <> '[]';
    RETURN NULL;
END $$;
INSERT INTO order_items SELECT i.* FROM orders o CROSS JOIN LATERAL order_lines(o) i WHERE o.line_items <> '[]';
CREATE TRIGGER orders_items_written AFTER INSERT ON orders REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION write_order_items();
CREATE TRIGGER orders_items_rewritten AFTER UPDATE ON orders REFERENCING OLD TABLE AS before NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION rewrite_order_items();
CREATE TRIGGER orders_items_removed AFTER DELETE ON orders REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION remove_order_items();

CREATE TABLE refunds (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    external_id text CHECK (external_id <> ''),
    amount numeric(18, 4) NOT NULL CHECK (amount > 0),
    reason text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE refunds IS 'What was given back for orders, each with a date of its own. Their sum is orders.refunded_total.';
COMMENT ON COLUMN refunds.amount IS 'In the order''s currency.';
COMMENT ON COLUMN refunds.created_at IS 'When it was given back: the day it counts on.';
CREATE INDEX refunds_order ON refunds (order_id, id);
CREATE UNIQUE INDEX refunds_external ON refunds (order_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX refunds_created ON refunds (created_at) INCLUDE (order_id, amount);
COMMENT ON COLUMN orders.refunded_total IS 'The sum of the order''s refunds.';

CREATE TABLE products (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    store_id bigint NOT NULL REFERENCES stores (id),
    external_id text NOT NULL CHECK (external_id <> ''),
    sku text NOT NULL DEFAULT '',
    name text NOT NULL DEFAULT '',
    categories text[] NOT NULL DEFAULT '{}',
    price numeric(18, 4),
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL
);
COMMENT ON TABLE products IS 'What the shops sell. Lines of orders that lack a name or categories take them from here when the order is recorded, and keep them.';
COMMENT ON COLUMN products.external_id IS 'The shop''s id for it; line items name it as product_id.';
COMMENT ON COLUMN products.price IS 'In the store''s currency; null when unknown.';
CREATE UNIQUE INDEX products_external ON products (store_id, external_id);
CREATE INDEX products_sku ON products (lower(sku), store_id) WHERE sku <> '';
CREATE INDEX products_name ON products (lower(name), id);
CREATE INDEX products_created ON products (created_at, id);
CREATE INDEX products_modified ON products (modified_at, id);
CREATE INDEX products_categories ON products USING gin (categories);
CREATE TRIGGER products_counted AFTER INSERT ON products REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_inserted('products');
CREATE TRIGGER products_uncounted AFTER DELETE ON products REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_deleted('products');

-- Sums of amounts that may each have fourteen digits.
DROP TRIGGER customers_company_moved ON customers;
ALTER TABLE customers
    ALTER COLUMN total_spent TYPE numeric(26, 4),
    ALTER COLUMN refunded_total TYPE numeric(26, 4);
ALTER TABLE company_totals ALTER COLUMN revenue TYPE numeric(30, 4);
CREATE TRIGGER customers_company_moved AFTER UPDATE ON customers FOR EACH ROW
    WHEN ((OLD.company_id IS NOT NULL OR NEW.company_id IS NOT NULL)
        AND (OLD.company_id, OLD.orders_count, OLD.total_spent)
            IS DISTINCT FROM (NEW.company_id, NEW.orders_count, NEW.total_spent))
    EXECUTE FUNCTION move_company_totals();
