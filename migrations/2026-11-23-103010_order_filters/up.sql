-- What lists of orders are filtered and sorted by.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE INDEX orders_total ON orders (total, id);
CREATE INDEX orders_number ON orders (number, id);
CREATE INDEX orders_external_id ON orders (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX orders_status ON orders (status, created_at, id);
CREATE INDEX orders_store ON orders (store_id, created_at, id);
CREATE INDEX orders_currency ON orders (currency, created_at, id);
CREATE INDEX orders_email ON orders (lower(billing ->> 'email')) WHERE billing ? 'email';
CREATE INDEX orders_campaign ON orders ((source ->> 'campaign_id'), created_at) WHERE source ? 'campaign_id';
CREATE INDEX orders_coupons ON orders USING gin (coupon_codes jsonb_path_ops) WHERE coupon_codes <> '[]';

CREATE FUNCTION order_words(number text, external_id text, billing jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(number || ' ' || coalesce(nullif(external_id, number), '') || ' ' || coalesce(billing ->> 'email', '') || ' '
        || coalesce(billing ->> 'first_name', '') || ' ' || coalesce(billing ->> 'last_name', '') || ' '
        || coalesce(billing ->> 'company', ''))
$$;
COMMENT ON FUNCTION order_words IS 'What a search for orders looks through.';
CREATE INDEX orders_words ON orders USING gin (order_words(number, external_id, billing) gin_trgm_ops);
