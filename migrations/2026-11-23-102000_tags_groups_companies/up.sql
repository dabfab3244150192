-- Tags, groups and companies of customers, and what a shop is reached with.

CREATE TABLE tags (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    folded text NOT NULL CHECK (folded <> ''),
    slug text NOT NULL CHECK (slug <> ''),
    description text NOT NULL DEFAULT '',
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL
);
COMMENT ON TABLE tags IS 'Words put on customers. How many carry one is the sum of row_counts of ''tag:<id>''.';
COMMENT ON COLUMN tags.folded IS 'The name in lower case with single blanks, as the program folds it: what makes two names the same.';
CREATE UNIQUE INDEX tags_folded ON tags (folded);
CREATE UNIQUE INDEX tags_slug ON tags (slug);

CREATE TABLE customer_tags (
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    tag_id bigint NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (customer_id, tag_id)
);
COMMENT ON TABLE customer_tags IS 'Which customer carries which tag. Distribution column when the database is spread: customer_id.';
CREATE INDEX customer_tags_tag ON customer_tags (tag_id, customer_id);

CREATE TABLE groups (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    folded text NOT NULL CHECK (folded <> ''),
    slug text NOT NULL CHECK (slug <> ''),
    description text NOT NULL DEFAULT '',
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL
);
COMMENT ON TABLE groups IS 'Groups of customers, filled by hand. How many are in one is the sum of row_counts of ''group:<id>''.';
COMMENT ON COLUMN groups.folded IS 'The name in lower case with single blanks, as the program folds it: what makes two names the same.';
CREATE UNIQUE INDEX groups_folded ON groups (folded);
CREATE UNIQUE INDEX groups_slug ON groups (slug);

CREATE TABLE customer_groups (
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    group_id bigint NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (customer_id, group_id)
);
COMMENT ON TABLE customer_groups IS 'Which customer is in which group. Distribution column when the database is spread: customer_id.';
CREATE INDEX customer_groups_group ON customer_groups (group_id, customer_id);

CREATE FUNCTION count_customer_tags() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO row_counts
        SELECT 'tag:' || tag_id, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END FROM changed GROUP BY tag_id;
    RETURN NULL;
END $$;
CREATE TRIGGER customer_tags_counted AFTER INSERT ON customer_tags REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_customer_tags();
CREATE TRIGGER customer_tags_uncounted AFTER DELETE ON customer_tags REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_customer_tags();

CREATE FUNCTION count_customer_groups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO row_counts
        SELECT 'group:' || group_id, CASE TG_OP WHEN 'INSERT' THEN count(*) ELSE -count(*) END
        FROM changed GROUP BY group_id;
    RETURN NULL;
END $$;
CREATE TRIGGER customer_groups_counted AFTER INSERT ON customer_groups REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_customer_groups();
CREATE TRIGGER customer_groups_uncounted AFTER DELETE ON customer_groups REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_customer_groups();

CREATE TABLE companies (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    folded text NOT NULL CHECK (folded <> ''),
    email text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    website text NOT NULL DEFAULT '',
    address jsonb NOT NULL DEFAULT '{}',
    social jsonb NOT NULL DEFAULT '{}',
    notes text NOT NULL DEFAULT '',
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL
);
COMMENT ON TABLE companies IS 'Companies that customers belong to. Their totals are the sums of company_totals.';
COMMENT ON COLUMN companies.folded IS 'The name in lower case with single blanks, as the program folds it: what makes two names the same.';
CREATE UNIQUE INDEX companies_folded ON companies (folded);
CREATE INDEX companies_country ON companies ((address ->> 'country'), folded);
CREATE INDEX companies_email ON companies (lower(email)) WHERE email <> '';

ALTER TABLE customers
    ADD COLUMN company_id bigint REFERENCES companies (id),
    ADD COLUMN company_by_hand boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN customers.company_by_hand IS 'Someone decided on the company, or that there is none: orders leave it alone.';
CREATE INDEX customers_company ON customers (company_id, id) WHERE company_id IS NOT NULL;

CREATE TABLE company_totals (
    company_id bigint NOT NULL,
    customers bigint NOT NULL,
    orders bigint NOT NULL,
    revenue numeric(22, 4) NOT NULL
);
COMMENT ON TABLE company_totals IS 'What companies'' customers add up to, as sums of deltas: each change of a customer adds one row, housekeeping folds them. Nobody waits for a company''s row, however many of its customers order at once.';
CREATE INDEX company_totals_company ON company_totals (company_id) INCLUDE (customers, orders, revenue);

CREATE FUNCTION move_company_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.company_id = NEW.company_id THEN
        INSERT INTO company_totals
            VALUES (NEW.company_id, 0, NEW.orders_count - OLD.orders_count, NEW.total_spent - OLD.total_spent);
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' AND OLD.company_id IS NOT NULL THEN
        INSERT INTO company_totals VALUES (OLD.company_id, -1, -OLD.orders_count, -OLD.total_spent);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.company_id IS NOT NULL THEN
        INSERT INTO company_totals VALUES (NEW.company_id, 1, NEW.orders_count, NEW.total_spent);
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION move_company_totals IS 'Moves the totals of a customer''s company in the transaction that moves the customer, whatever moves it.';
CREATE TRIGGER customers_company_added AFTER INSERT ON customers FOR EACH ROW
    WHEN (NEW.company_id IS NOT NULL) EXECUTE FUNCTION move_company_totals();
CREATE TRIGGER customers_company_moved AFTER UPDATE ON customers FOR EACH ROW
    WHEN ((OLD.company_id IS NOT NULL OR NEW.company_id IS NOT NULL)
        AND (OLD.company_id, OLD.orders_count, OLD.total_spent)
            IS DISTINCT FROM (NEW.company_id, NEW.orders_count, NEW.total_spent))
    EXECUTE FUNCTION move_company_totals();
CREATE TRIGGER customers_company_left AFTER DELETE ON customers FOR EACH ROW
    WHEN (OLD.company_id IS NOT NULL) EXECUTE FUNCTION move_company_totals();

CREATE FUNCTION fold_company_totals() RETURNS int LANGUAGE sql AS $$
    WITH taken AS (
        DELETE FROM company_totals WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM company_totals t
            WHERE EXISTS (SELECT FROM company_totals o WHERE o.company_id = t.company_id AND o.ctid <> t.ctid)
            FOR UPDATE SKIP LOCKED))
        RETURNING company_id, customers, orders, revenue
    ), folded AS (
        INSERT INTO company_totals SELECT company_id, sum(customers), sum(orders), sum(revenue) FROM taken GROUP BY company_id
        HAVING (sum(customers), sum(orders), sum(revenue)) IS DISTINCT FROM (0::numeric, 0::numeric, 0::numeric)
        RETURNING 1
    )
    SELECT count(*)::int FROM folded
$$;
COMMENT ON FUNCTION fold_company_totals IS 'Replaces the deltas by one row a company. Run by housekeeping.';

CREATE FUNCTION company_recount() RETURNS TABLE (company_id bigint, customers bigint, orders bigint, revenue numeric)
LANGUAGE sql STABLE AS $$
    SELECT c.company_id, count(*), sum(c.orders_count)::bigint, sum(c.total_spent)
    FROM customers c WHERE c.company_id IS NOT NULL GROUP BY c.company_id
$$;
COMMENT ON FUNCTION company_recount IS 'What each company''s customers add up to, counted from the customers.';

ALTER TABLE stores
    ADD COLUMN consumer_key bytea,
    ADD COLUMN consumer_secret bytea,
    ADD COLUMN webhook_secret bytea,
    ADD COLUMN synced_at timestamptz,
    ADD COLUMN version int NOT NULL DEFAULT 1;
COMMENT ON COLUMN stores.consumer_key IS 'Encrypted by the program, as the two secrets are: what the shop''s REST API is called with.';
COMMENT ON COLUMN stores.webhook_secret IS 'Encrypted: what the shop signs its webhooks with.';
COMMENT ON COLUMN stores.synced_at IS 'When the shop''s data were last fetched.';
