-- Shops' data coming in: how far each shop's synchronisation is, and what the shops have deleted.

CREATE TABLE shop_syncs (
    store_id bigint PRIMARY KEY REFERENCES stores (id) ON DELETE CASCADE,
    status text NOT NULL CHECK (status IN ('queued', 'running', 'completed', 'failed')),
    stage text NOT NULL CHECK (stage IN ('products', 'customers', 'orders')),
    page int NOT NULL CHECK (page > 0),
    total bigint,
    since timestamptz,
    created bigint NOT NULL DEFAULT 0,
    updated bigint NOT NULL DEFAULT 0,
    unchanged bigint NOT NULL DEFAULT 0,
    refused bigint NOT NULL DEFAULT 0,
    refusals jsonb NOT NULL DEFAULT '[]',
    error text,
    requested_at timestamptz NOT NULL,
    completed_at timestamptz,
    due_at timestamptz,
    lease_until timestamptz,
    lease_token uuid,
    attempt int NOT NULL DEFAULT 0
);
COMMENT ON TABLE shop_syncs IS 'The last synchronisation of each shop, and the work that is left of it.';
COMMENT ON COLUMN shop_syncs.page IS 'The page of the stage''s list to be read next.';
COMMENT ON COLUMN shop_syncs.total IS 'How long that list was when the page before was read.';
COMMENT ON COLUMN shop_syncs.since IS 'When the last complete one was asked for; what has not changed since is not asked for.';
COMMENT ON COLUMN shop_syncs.refusals IS 'The first hundred items that could not be taken in: list, the shop''s id, why. No values.';
COMMENT ON COLUMN shop_syncs.due_at IS 'When a worker has to look at it, by the business clock; null when it has ended.';
COMMENT ON COLUMN shop_syncs.lease_until IS 'A worker has it until then, by the database clock.';
COMMENT ON COLUMN shop_syncs.attempt IS 'Turns in a row that came to nothing.';
CREATE INDEX shop_syncs_due ON shop_syncs (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE shop_deleted_orders (
    store_id bigint NOT NULL REFERENCES stores (id) ON DELETE CASCADE,
    external_id text NOT NULL,
    deleted_at timestamptz NOT NULL,
    PRIMARY KEY (store_id, external_id)
);
COMMENT ON TABLE shop_deleted_orders IS 'Orders that shops have deleted: word of them from before must not bring them back.';

ALTER TABLE customer_external_ids ADD COLUMN modified_at timestamptz;
COMMENT ON COLUMN customer_external_ids.modified_at IS 'When the shop had last changed its record of the customer, as far as we were told; older word changes nothing.';
