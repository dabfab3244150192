DROP INDEX companies_words;
CREATE INDEX companies_words ON companies USING gin (folded gin_trgm_ops);
DROP FUNCTION company_words(text, text);
CREATE OR REPLACE FUNCTION row_recount() RETURNS TABLE (name text, many bigint) LANGUAGE sql STABLE AS $$
    SELECT 'customers', count(*) FROM customers
    UNION ALL SELECT 'customers:status:' || status, count(*) FROM customers GROUP BY status
    UNION ALL SELECT 'customers:label:' || label, count(*) FROM customers GROUP BY label
    UNION ALL SELECT 'customers:store:' || store_id, count(*) FROM customers WHERE store_id IS NOT NULL GROUP BY store_id
    UNION ALL SELECT 'orders', count(*) FROM orders
    UNION ALL SELECT 'orders:status:' || status, count(*) FROM orders GROUP BY status
    UNION ALL SELECT 'orders:store:' || store_id, count(*) FROM orders GROUP BY store_id
    UNION ALL SELECT 'products', count(*) FROM products
    UNION ALL SELECT 'tag:' || tag_id, count(*) FROM customer_tags GROUP BY tag_id
    UNION ALL SELECT 'group:' || group_id, count(*) FROM customer_groups GROUP BY group_id
$$;
DROP TRIGGER orders_kinds_recounted ON orders;
CREATE TRIGGER orders_kinds_recounted AFTER UPDATE ON orders FOR EACH ROW
    WHEN ((OLD.status, OLD.store_id) IS DISTINCT FROM (NEW.status, NEW.store_id))
    EXECUTE FUNCTION recount_order_kinds();
CREATE OR REPLACE FUNCTION recount_order_kinds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO row_counts SELECT n.name, sum(n.many) FROM (VALUES
        ('orders:status:' || OLD.status, -1), ('orders:status:' || NEW.status, 1),
        ('orders:store:' || OLD.store_id, -1), ('orders:store:' || NEW.store_id, 1)) n (name, many)
        GROUP BY n.name HAVING sum(n.many) <> 0;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION count_order_kinds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO row_counts SELECT n.name, CASE TG_OP WHEN 'INSERT' THEN n.many ELSE -n.many END FROM (
        SELECT 'orders:status:' || status AS name, count(*) AS many FROM changed GROUP BY status
        UNION ALL SELECT 'orders:store:' || store_id, count(*) FROM changed GROUP BY store_id) n;
    RETURN NULL;
END $$;
DELETE FROM row_counts WHERE name LIKE 'orders:currency:%';
DROP TRIGGER orders_coupons_removed ON orders;
DROP TRIGGER orders_coupons_rewritten ON orders;
DROP TRIGGER orders_coupons_written ON orders;
DROP FUNCTION write_coupon_facets();
DROP TRIGGER order_items_facets_removed ON order_items;
DROP TRIGGER order_items_facets_written ON order_items;
DROP FUNCTION remove_category_facets();
DROP FUNCTION write_category_facets();
DROP FUNCTION facets_of(orders);
DROP TABLE order_facets;
DROP INDEX order_items_sku;
CREATE INDEX order_items_sku ON order_items (sku, customer_id, ordered_at) INCLUDE (order_id, counts) WHERE sku <> '';
DROP INDEX order_items_product;
CREATE INDEX order_items_product ON order_items (product_id, customer_id, ordered_at) INCLUDE (order_id, counts)
    WHERE product_id IS NOT NULL;
