-- What erasing and merging customers need to know.

CREATE TABLE customer_merges (
    from_id bigint PRIMARY KEY,
    into_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    key_id int NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    merged_at timestamptz NOT NULL
);
COMMENT ON TABLE customer_merges IS 'Ids of customers who became part of another, always the one at the end of a chain.';
COMMENT ON COLUMN customer_merges.hash IS 'Of the address that went with the id, by the key key_id as in suppressions: when the person is erased, this address is not mailed again either.';
CREATE INDEX customer_merges_into ON customer_merges (into_id);

ALTER TABLE idempotency_keys ADD COLUMN customers bigint[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN idempotency_keys.customers IS 'Customers whom the answer shows: it is dropped when one of them is erased.';
CREATE INDEX idempotency_keys_customers ON idempotency_keys USING gin (customers) WHERE customers <> '{}';
