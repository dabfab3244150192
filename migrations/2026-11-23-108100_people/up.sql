-- Imports of addresses that are not to be mailed; whom an order belongs to whose address went with a merged customer;
-- products found by a part of their names.

ALTER TABLE imports DROP CONSTRAINT imports_type_check;
ALTER TABLE imports ADD CONSTRAINT imports_type_check CHECK (type IN ('customers', 'orders', 'events', 'suppressions'));

ALTER TABLE customer_merges ADD COLUMN email text;
COMMENT ON COLUMN customer_merges.email IS 'The address that went with the id: what comes in for it is the surviving customer''s, as long as nobody else has it. Null for merges of before it was kept. Gone with the customer.';
CREATE INDEX customer_merges_email ON customer_merges (email, merged_at) WHERE email IS NOT NULL;

CREATE FUNCTION product_words(name text, sku text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN lower(name || E'\n' || sku);
COMMENT ON FUNCTION product_words IS 'What a product is searched by.';
CREATE INDEX products_words ON products USING gin (product_words(name, sku) gin_trgm_ops);
