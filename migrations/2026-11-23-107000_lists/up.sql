-- What lists of customers and orders are searched, sorted and counted by.

-- A far page is found on the index alone, which takes the columns themselves besides what is made of them.
DROP INDEX customers_name;
CREATE INDEX customers_name ON customers (lower(last_name), lower(first_name), id) INCLUDE (last_name, first_name);
CREATE INDEX customers_consent ON customers (consent_status, id);
CREATE INDEX customers_attributes ON customers USING gin (attributes jsonb_path_ops) WHERE attributes <> '{}';
CREATE INDEX customers_average_order_value ON customers ((total_spent / nullif(orders_count, 0)), id);
CREATE INDEX customers_birthday ON customers (birthday, id);
CREATE INDEX companies_words ON companies USING gin (folded gin_trgm_ops);

-- The words are kept apart: every order moves its customer's figures, and an index of trigrams on the customers would be
-- written anew each time.
CREATE FUNCTION customer_words(c customers) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT lower(concat_ws(' ', nullif(c.first_name, ''), nullif(c.last_name, ''), c.email, c.billing ->> 'company',
        (SELECT y.name FROM companies y WHERE y.id = c.company_id AND y.name <> coalesce(c.billing ->> 'company', ''))))
$$;
COMMENT ON FUNCTION customer_words IS 'What a search for customers looks through.';
CREATE TABLE customer_search (
    customer_id bigint PRIMARY KEY REFERENCES customers (id) ON DELETE CASCADE,
    words text NOT NULL
);
COMMENT ON TABLE customer_search IS 'What each customer is found by: customer_words, written by triggers on customers. Personal: goes with the customer. Distribution column when the database is spread: customer_id.';
INSERT INTO customer_search SELECT c.id, customer_words(c) FROM customers c;
CREATE INDEX customer_search_words ON customer_search USING gin (words gin_trgm_ops);
ALTER TABLE customer_search ALTER COLUMN words SET STATISTICS 1000;

CREATE FUNCTION write_customer_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO customer_search SELECT c.id, customer_words(c) FROM changed n JOIN customers c ON c.id = n.id;
    RETURN NULL;
END $$;
CREATE FUNCTION rewrite_customer_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE customer_search SET words = customer_words(NEW) WHERE customer_id = NEW.id;
    RETURN NULL;
END $$;
CREATE FUNCTION rewrite_company_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE customer_search s SET words = customer_words(c) FROM customers c
        WHERE c.company_id = NEW.id AND s.customer_id = c.id;
    RETURN NULL;
END $$;
CREATE TRIGGER companies_words_rewritten AFTER UPDATE ON companies FOR EACH ROW
    WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION rewrite_company_words();
CREATE TRIGGER customers_words_written AFTER INSERT ON customers REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION write_customer_words();
CREATE TRIGGER customers_words_rewritten AFTER UPDATE ON customers FOR EACH ROW
    WHEN ((OLD.first_name, OLD.last_name, OLD.email, OLD.company_id, OLD.billing ->> 'company')
        IS DISTINCT FROM (NEW.first_name, NEW.last_name, NEW.email, NEW.company_id, NEW.billing ->> 'company'))
    EXECUTE FUNCTION rewrite_customer_words();

-- Counters of what lists are most often filtered by.
CREATE FUNCTION count_customer_kinds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO row_counts SELECT n.name, CASE TG_OP WHEN 'INSERT' THEN n.many ELSE -n.many END FROM (
        SELECT 'customers:status:' || status AS name, count(*) AS many FROM changed GROUP BY status
        UNION ALL SELECT 'customers:label:' || label, count(*) FROM changed GROUP BY label
        UNION ALL SELECT 'customers:store:' || store_id, count(*) FROM changed WHERE store_id IS NOT NULL GROUP BY store_id) n;
    RETURN NULL;
END $$;
CREATE FUNCTION recount_customer_kinds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO row_counts SELECT n.name, sum(n.many) FROM (VALUES
        ('customers:status:' || OLD.status, -1), ('customers:status:' || NEW.status, 1),
        ('customers:label:' || OLD.label, -1), ('customers:label:' || NEW.label, 1),
        ('customers:store:' || OLD.store_id, -1), ('customers:store:' || NEW.store_id, 1)) n (name, many)
        WHERE n.name IS NOT NULL GROUP BY n.name HAVING sum(n.many) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER customers_kinds_counted AFTER INSERT ON customers REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_customer_kinds();
CREATE TRIGGER customers_kinds_uncounted AFTER DELETE ON customers REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_customer_kinds();
CREATE TRIGGER customers_kinds_recounted AFTER UPDATE ON customers FOR EACH ROW
    WHEN ((OLD.status, OLD.label, OLD.store_id) IS DISTINCT FROM (NEW.status, NEW.label, NEW.store_id))
    EXECUTE FUNCTION recount_customer_kinds();

CREATE FUNCTION count_order_kinds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO row_counts SELECT n.name, CASE TG_OP WHEN 'INSERT' THEN n.many ELSE -n.many END FROM (
        SELECT 'orders:status:' || status AS name, count(*) AS many FROM changed GROUP BY status
        UNION ALL SELECT 'orders:store:' || store_id, count(*) FROM changed GROUP BY store_id) n;
    RETURN NULL;
END $$;
CREATE FUNCTION recount_order_kinds() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO row_counts SELECT n.name, sum(n.many) FROM (VALUES
        ('orders:status:' || OLD.status, -1), ('orders:status:' || NEW.status, 1),
        ('orders:store:' || OLD.store_id, -1), ('orders:store:' || NEW.store_id, 1)) n (name, many)
        GROUP BY n.name HAVING sum(n.many) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_kinds_counted AFTER INSERT ON orders REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_order_kinds();
CREATE TRIGGER orders_kinds_uncounted AFTER DELETE ON orders REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_order_kinds();
CREATE TRIGGER orders_kinds_recounted AFTER UPDATE ON orders FOR EACH ROW
    WHEN ((OLD.status, OLD.store_id) IS DISTINCT FROM (NEW.status, NEW.store_id))
    EXECUTE FUNCTION recount_order_kinds();

CREATE FUNCTION row_recount() RETURNS TABLE (name text, many bigint) LANGUAGE sql STABLE AS $$
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
COMMENT ON FUNCTION row_recount IS 'What the sums of row_counts should be, counted from the tables.';
CREATE FUNCTION row_count_faults() RETURNS TABLE (name text, missing bigint) LANGUAGE sql STABLE AS $$
    SELECT coalesce(t.name, k.name), coalesce(t.many, 0) - coalesce(k.many, 0)
    FROM row_recount() t
    FULL JOIN (SELECT r.name, sum(r.delta)::bigint AS many FROM row_counts r GROUP BY r.name) k ON k.name = t.name
    WHERE coalesce(t.many, 0) <> coalesce(k.many, 0)
      AND (t.name IS NOT NULL OR k.name LIKE ANY (ARRAY['tag:%', 'group:%', 'customers:%', 'orders:%']))
$$;
COMMENT ON FUNCTION row_count_faults IS 'Counters that are not what row_recount gives, and by how much. Counters that it does not count are left out. Both are read in one snapshot: adding the difference loses nothing that others add meanwhile.';
CREATE FUNCTION recount_rows() RETURNS int LANGUAGE sql AS $$
    WITH mended AS (INSERT INTO row_counts SELECT name, missing FROM row_count_faults() RETURNING 1)
    SELECT count(*)::int FROM mended
$$;
COMMENT ON FUNCTION recount_rows IS 'Sets the counters right by what the tables hold, and answers how many were wrong.';
SELECT recount_rows();
