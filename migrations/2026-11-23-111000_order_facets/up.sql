-- Lists of orders by product, SKU, category and coupon, newest first, read off an index: no order that is not shown is
-- fetched, and counting fetches none.

DROP INDEX order_items_product;
CREATE INDEX order_items_product ON order_items (product_id, ordered_at, order_id) INCLUDE (customer_id, counts)
    WHERE product_id IS NOT NULL;
DROP INDEX order_items_sku;
CREATE INDEX order_items_sku ON order_items (sku, ordered_at, order_id) INCLUDE (customer_id, counts) WHERE sku <> '';

-- A line may be of several categories, an order bear several coupons. A GIN index finds them in no order, and each order
-- found has to be fetched.
CREATE TABLE order_facets (
    kind text NOT NULL CHECK (kind IN ('category', 'coupon')),
    value text NOT NULL,
    ordered_at timestamptz NOT NULL,
    order_id bigint NOT NULL,
    PRIMARY KEY (kind, value, ordered_at, order_id)
);
COMMENT ON TABLE order_facets IS 'The categories and the coupons of each order, in the order of time; written by triggers from order_items and orders.coupon_codes, which are the record. Distribution column when the database is spread: order_id.';

CREATE FUNCTION write_category_facets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO order_facets
        SELECT DISTINCT 'category', k.name, i.ordered_at, i.order_id FROM changed i CROSS JOIN unnest(i.categories) k (name)
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE FUNCTION remove_category_facets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM order_facets f USING (
        SELECT DISTINCT k.name, i.ordered_at, i.order_id FROM changed i CROSS JOIN unnest(i.categories) k (name)) gone
    WHERE f.kind = 'category' AND f.value = gone.name AND f.ordered_at = gone.ordered_at AND f.order_id = gone.order_id;
    RETURN NULL;
END $$;
CREATE TRIGGER order_items_facets_written AFTER INSERT ON order_items REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION write_category_facets();
CREATE TRIGGER order_items_facets_removed AFTER DELETE ON order_items REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION remove_category_facets();

CREATE FUNCTION write_coupon_facets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM order_facets f USING (
            SELECT DISTINCT k.code, OLD.created_at AS ordered_at FROM jsonb_array_elements_text(OLD.coupon_codes) k (code)) gone
        WHERE f.kind = 'coupon' AND f.value = gone.code AND f.ordered_at = gone.ordered_at AND f.order_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO order_facets
            SELECT DISTINCT 'coupon', k.code, NEW.created_at, NEW.id FROM jsonb_array_elements_text(NEW.coupon_codes) k (code);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_coupons_written AFTER INSERT ON orders FOR EACH ROW
    WHEN (NEW.coupon_codes <> '[]') EXECUTE FUNCTION write_coupon_facets();
CREATE TRIGGER orders_coupons_rewritten AFTER UPDATE ON orders FOR EACH ROW
    WHEN ((OLD.coupon_codes, OLD.created_at) IS DISTINCT FROM (NEW.coupon_codes, NEW.created_at))
    EXECUTE FUNCTION write_coupon_facets();
CREATE TRIGGER orders_coupons_removed AFTER DELETE ON orders FOR EACH ROW
    WHEN (OLD.coupon_codes <> '[]') EXECUTE FUNCTION write_coupon_facets();

CREATE FUNCTION facets_of(o orders) RETURNS SETOF order_facets LANGUAGE sql STABLE AS $$
    SELECT DISTINCT 'category', k.name, o.created_at, o.id FROM order_lines(o) i CROSS JOIN unnest(i.categories) k (name)
    UNION ALL SELECT DISTINCT 'coupon', k.code, o.created_at, o.id FROM jsonb_array_elements_text(o.coupon_codes) k (code)
$$;
COMMENT ON FUNCTION facets_of IS 'The rows of order_facets that an order should have.';
INSERT INTO order_facets SELECT f.* FROM orders o CROSS JOIN LATERAL facets_of(o) f;

-- Orders are counted by currency too: most shops have one, and counting all of them takes its time.
CREATE OR REPLACE FUNCTION count_order_kinds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO row_counts SELECT n.name, CASE TG_OP WHEN 'INSERT' THEN n.many ELSE -n.many END FROM (
        SELECT 'orders:status:' || status AS name, count(*) AS many FROM changed GROUP BY status
        UNION ALL SELECT 'orders:store:' || store_id, count(*) FROM changed GROUP BY store_id
        UNION ALL SELECT 'orders:currency:' || currency, count(*) FROM changed GROUP BY currency) n;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION recount_order_kinds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO row_counts SELECT n.name, sum(n.many) FROM (VALUES
        ('orders:status:' || OLD.status, -1), ('orders:status:' || NEW.status, 1),
        ('orders:store:' || OLD.store_id, -1), ('orders:store:' || NEW.store_id, 1),
        ('orders:currency:' || OLD.currency, -1), ('orders:currency:' || NEW.currency, 1)) n (name, many)
        GROUP BY n.name HAVING sum(n.many) <> 0;
    RETURN NULL;
END $$;
DROP TRIGGER orders_kinds_recounted ON orders;
CREATE TRIGGER orders_kinds_recounted AFTER UPDATE ON orders FOR EACH ROW
    WHEN ((OLD.status, OLD.store_id, OLD.currency) IS DISTINCT FROM (NEW.status, NEW.store_id, NEW.currency))
    EXECUTE FUNCTION recount_order_kinds();
CREATE OR REPLACE FUNCTION row_recount() RETURNS TABLE (name text, many bigint) LANGUAGE sql STABLE AS $$
    SELECT 'customers', count(*) FROM customers
    UNION ALL SELECT 'customers:status:' || status, count(*) FROM customers GROUP BY status
    UNION ALL SELECT 'customers:label:' || label, count(*) FROM customers GROUP BY label
    UNION ALL SELECT 'customers:store:' || store_id, count(*) FROM customers WHERE store_id IS NOT NULL GROUP BY store_id
    UNION ALL SELECT 'orders', count(*) FROM orders
    UNION ALL SELECT 'orders:status:' || status, count(*) FROM orders GROUP BY status
    UNION ALL SELECT 'orders:store:' || store_id, count(*) FROM orders GROUP BY store_id
    UNION ALL SELECT 'orders:currency:' || currency, count(*) FROM orders GROUP BY currency
    UNION ALL SELECT 'products', count(*) FROM products
    UNION ALL SELECT 'tag:' || tag_id, count(*) FROM customer_tags GROUP BY tag_id
    UNION ALL SELECT 'group:' || group_id, count(*) FROM customer_groups GROUP BY group_id
$$;
SELECT recount_rows();

CREATE FUNCTION company_words(name text, email text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(name || ' ' || email)
$$;
COMMENT ON FUNCTION company_words IS 'What a search for companies looks through.';
DROP INDEX companies_words;
CREATE INDEX companies_words ON companies USING gin (company_words(name, email) gin_trgm_ops);
