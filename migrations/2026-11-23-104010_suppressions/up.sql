-- Addresses that are not mailed, as keyed hashes.

CREATE FUNCTION address_hash(address text, inner_pad bytea, outer_pad bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(outer_pad || sha256(inner_pad || convert_to(lower(btrim(address)), 'UTF8')))
$$;
COMMENT ON FUNCTION address_hash IS 'HMAC-SHA256 of an address as it is stored. The pads are the key combined with HMAC''s two constants; the program hands them over, the database never keeps them.';

CREATE TABLE suppressions (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key_id int NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    reason text NOT NULL CHECK (reason IN ('unsubscribed', 'bounced', 'complained', 'erased', 'manual')),
    source text NOT NULL DEFAULT '',
    customer_id bigint REFERENCES customers (id) ON DELETE SET NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE suppressions IS 'Addresses that are not mailed, whoever they belong to. They outlive the customer: nothing in them tells the address without the key.';
COMMENT ON COLUMN suppressions.key_id IS 'Which key the address was hashed with; keys stay in the configuration as long as rows name them.';
COMMENT ON COLUMN suppressions.source IS 'Who suppressed it: user:3, campaign:12.';
COMMENT ON COLUMN suppressions.customer_id IS 'A customer who is known to have the address now; null tells nothing.';
CREATE UNIQUE INDEX suppressions_hash ON suppressions (hash, key_id);
CREATE INDEX suppressions_customer ON suppressions (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX suppressions_created ON suppressions (created_at, id);

CREATE FUNCTION part_suppressions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE suppressions SET customer_id = NULL WHERE customer_id = NEW.id;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION part_suppressions IS 'A customer who has another address now is no longer the one an address is known by.';
CREATE TRIGGER customers_readdressed AFTER UPDATE OF email ON customers FOR EACH ROW
    WHEN (OLD.email <> NEW.email) EXECUTE FUNCTION part_suppressions();
