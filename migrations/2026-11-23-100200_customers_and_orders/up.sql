-- Customers, their orders, and the shops both come from.

CREATE TABLE stores (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    url text NOT NULL DEFAULT '',
    platform text NOT NULL DEFAULT 'api' CHECK (platform IN ('woocommerce', 'csv', 'api')),
    currency text NOT NULL,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused')),
    is_default boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL
);
COMMENT ON TABLE stores IS 'Shops that customers and orders come from. One is the default for orders that name none.';
CREATE UNIQUE INDEX stores_name ON stores (lower(name));
CREATE UNIQUE INDEX stores_one_default ON stores (is_default) WHERE is_default;

CREATE TABLE customers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL CHECK (email = lower(email)),
    first_name text NOT NULL DEFAULT '',
    last_name text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
    birthday date,
    locale text NOT NULL DEFAULT '',
    timezone text NOT NULL DEFAULT '',
    billing jsonb NOT NULL DEFAULT '{}',
    shipping jsonb NOT NULL DEFAULT '{}',
    attributes jsonb NOT NULL DEFAULT '{}',
    store_id bigint REFERENCES stores (id),
    consent_status text NOT NULL CHECK (consent_status IN ('subscribed', 'unsubscribed', 'pending', 'bounced', 'complained')),
    consent_source text NOT NULL DEFAULT '',
    consent_at timestamptz,
    consent_proof jsonb NOT NULL DEFAULT '{}',
    orders_count bigint NOT NULL DEFAULT 0,
    total_spent numeric(18, 4) NOT NULL DEFAULT 0,
    refunded_total numeric(18, 4) NOT NULL DEFAULT 0,
    first_order_at timestamptz,
    last_order_at timestamptz,
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL
) WITH (fillfactor = 80);
COMMENT ON TABLE customers IS 'One row a person, by e-mail. Distribution column when the database is spread: id.';
COMMENT ON COLUMN customers.orders_count IS 'Orders that count (processing, completed). The five figures from here to last_order_at are what a recount of the orders gives, always.';
COMMENT ON COLUMN customers.total_spent IS 'Sum of total less refunds of counting orders, site currency.';
COMMENT ON COLUMN customers.version IS 'Raised by each change of the record; stats and memberships do not raise it.';
CREATE UNIQUE INDEX customers_email ON customers (email);
CREATE INDEX customers_name ON customers (lower(last_name), lower(first_name), id);
CREATE INDEX customers_created ON customers (created_at, id);
CREATE INDEX customers_modified ON customers (modified_at, id);
CREATE INDEX customers_total_spent ON customers (total_spent, id);
CREATE INDEX customers_orders_count ON customers (orders_count, id);
CREATE INDEX customers_last_order ON customers (last_order_at, id);
CREATE INDEX customers_store ON customers (store_id, id);
CREATE INDEX customers_country ON customers ((billing ->> 'country'), id);
CREATE TRIGGER customers_counted AFTER INSERT ON customers REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_inserted('customers');
CREATE TRIGGER customers_uncounted AFTER DELETE ON customers REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_deleted('customers');

CREATE TABLE customer_external_ids (
    store_id bigint NOT NULL REFERENCES stores (id),
    external_id text NOT NULL CHECK (external_id <> ''),
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    PRIMARY KEY (store_id, external_id)
);
COMMENT ON TABLE customer_external_ids IS 'What each shop calls a customer.';
CREATE INDEX customer_external_ids_customer ON customer_external_ids (customer_id);

CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    store_id bigint NOT NULL REFERENCES stores (id),
    external_id text,
    number text NOT NULL DEFAULT '',
    customer_id bigint REFERENCES customers (id),
    status text NOT NULL CHECK (status IN ('pending', 'processing', 'on-hold', 'completed', 'cancelled', 'refunded', 'failed')),
    currency text NOT NULL,
    exchange_rate numeric(18, 8),
    total numeric(18, 4) NOT NULL,
    discount_total numeric(18, 4) NOT NULL DEFAULT 0,
    shipping_total numeric(18, 4) NOT NULL DEFAULT 0,
    total_tax numeric(18, 4) NOT NULL DEFAULT 0,
    refunded_total numeric(18, 4) NOT NULL DEFAULT 0,
    base_rate numeric(18, 8),
    billing jsonb NOT NULL DEFAULT '{}',
    shipping jsonb NOT NULL DEFAULT '{}',
    coupon_codes jsonb NOT NULL DEFAULT '[]',
    payment_method text NOT NULL DEFAULT '',
    line_items jsonb NOT NULL DEFAULT '[]',
    source jsonb NOT NULL DEFAULT '{}',
    paid_at timestamptz,
    completed_at timestamptz,
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL
) WITH (fillfactor = 90);
COMMENT ON TABLE orders IS 'Orders of all shops. Distribution column when the database is spread: customer_id.';
COMMENT ON COLUMN orders.customer_id IS 'Null for an order without e-mail.';
COMMENT ON COLUMN orders.base_rate IS 'What one unit of the order''s currency is worth in the site currency: 1 when they are the same, the exchange rate else; null keeps the order outside revenue.';
CREATE UNIQUE INDEX orders_external ON orders (store_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX orders_customer ON orders (customer_id, created_at) INCLUDE (status, total, refunded_total, base_rate);
CREATE INDEX orders_created ON orders (created_at, id);
CREATE INDEX orders_modified ON orders (modified_at, id);
CREATE TRIGGER orders_counted AFTER INSERT ON orders REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_inserted('orders');
CREATE TRIGGER orders_uncounted AFTER DELETE ON orders REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_deleted('orders');
