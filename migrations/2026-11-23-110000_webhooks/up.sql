-- Webhooks: who is told what happened, and every delivery on its way.

CREATE TABLE webhooks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'paused', 'disabled')),
    topics text[] NOT NULL CHECK (cardinality(topics) > 0),
    payload text NOT NULL CHECK (payload IN ('event', 'resource')),
    delivery_url text NOT NULL,
    owner_id bigint REFERENCES users (id) ON DELETE SET NULL,
    secret bytea NOT NULL,
    previous_secret bytea,
    previous_secret_until timestamptz,
    failure_count bigint NOT NULL DEFAULT 0,
    failing_since timestamptz,
    disabled_reason text CHECK (disabled_reason IN ('gone', 'failing', 'owner')),
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL,
    CHECK ((previous_secret IS NULL) = (previous_secret_until IS NULL))
);
COMMENT ON TABLE webhooks IS 'Addresses that are told what happens.';
COMMENT ON COLUMN webhooks.topics IS 'What it wants to hear of: customer.created, customer.*, *.';
COMMENT ON COLUMN webhooks.owner_id IS 'In whose view items are shown; null once that user is removed, and then nothing is sent.';
COMMENT ON COLUMN webhooks.secret IS 'What deliveries are signed with, sealed.';
COMMENT ON COLUMN webhooks.failing_since IS 'When the first failed attempt was since one that was delivered.';
CREATE INDEX webhooks_owner ON webhooks (owner_id);

CREATE TABLE webhook_lanes (
    webhook_id bigint NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    lane text NOT NULL CHECK (lane IN ('first', 'retry', 'probe')),
    due_at timestamptz,
    lease_until timestamptz,
    lease_token uuid,
    PRIMARY KEY (webhook_id, lane)
) WITH (fillfactor = 50);
COMMENT ON TABLE webhook_lanes IS 'The work on a webhook''s deliveries: first tries, retries, and pings and tests. One worker at a time has a lane.';
COMMENT ON COLUMN webhook_lanes.due_at IS 'When something in it may be due, by the business clock; null when nothing is. Who adds a delivery sets it; the worker who finds nothing clears it under the row''s lock.';
COMMENT ON COLUMN webhook_lanes.lease_until IS 'A worker has it until then, by the database clock.';

CREATE SEQUENCE webhook_deliveries_id_seq AS bigint;
CREATE TABLE webhook_deliveries (
    id bigint NOT NULL DEFAULT nextval('webhook_deliveries_id_seq'),
    webhook_id bigint NOT NULL,
    kind text NOT NULL DEFAULT 'event' CHECK (kind IN ('event', 'ping', 'test')),
    event_id bigint NOT NULL,
    type text NOT NULL,
    object_type text NOT NULL,
    object_id bigint NOT NULL,
    order_key bigint NOT NULL,
    customer_id bigint,
    copy_of bigint,
    reference uuid NOT NULL DEFAULT gen_random_uuid(),
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed', 'canceled')),
    attempt int NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    completed_at timestamptz,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
ALTER SEQUENCE webhook_deliveries_id_seq OWNED BY webhook_deliveries.id;
COMMENT ON TABLE webhook_deliveries IS 'Events on their way to webhooks, written in the transaction that passes the event on. Partitioned by id. Whoever has the webhook''s lane works at them; see webhook_lanes.';
COMMENT ON COLUMN webhook_deliveries.event_id IS 'From the sequence of events; pings and tests take one of their own.';
COMMENT ON COLUMN webhook_deliveries.order_key IS 'With object_type, what deliveries are kept in order for: the item, or the customer in a segment.';
COMMENT ON COLUMN webhook_deliveries.copy_of IS 'The delivery whose body this one has, when it was asked for again.';
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_first ON webhook_deliveries (webhook_id, id) WHERE status = 'pending' AND attempt = 0;
CREATE INDEX webhook_deliveries_retry ON webhook_deliveries (webhook_id, due_at) WHERE status = 'pending' AND attempt > 0;
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, object_type, order_key) WHERE status = 'pending' AND attempt > 0;
CREATE INDEX webhook_deliveries_customer ON webhook_deliveries (customer_id) WHERE customer_id IS NOT NULL;
INSERT INTO partition_ranges VALUES ('webhook_deliveries', 'webhook_deliveries_id_seq', 2000000, 2);

CREATE TABLE webhook_bodies (
    delivery_id bigint NOT NULL,
    customer_id bigint,
    body text NOT NULL,
    PRIMARY KEY (delivery_id)
) PARTITION BY RANGE (delivery_id);
COMMENT ON TABLE webhook_bodies IS 'What is posted, byte for byte, frozen before the first attempt. Personal: erased with the customer; a delivery that is still to be made is given another body then, which says no more than the id.';
CREATE INDEX webhook_bodies_customer ON webhook_bodies (customer_id) WHERE customer_id IS NOT NULL;
INSERT INTO partition_ranges VALUES ('webhook_bodies', 'webhook_deliveries_id_seq', 2000000, 2);

CREATE TABLE webhook_attempts (
    delivery_id bigint NOT NULL,
    number int NOT NULL,
    started_at timestamptz NOT NULL,
    milliseconds bigint NOT NULL,
    status_code int,
    error text,
    response_body text,
    PRIMARY KEY (delivery_id, number)
) PARTITION BY RANGE (delivery_id);
COMMENT ON TABLE webhook_attempts IS 'Attempts at deliveries. Personal: a receiver may repeat what it was told, so response_body is erased with the customer of the delivery.';
INSERT INTO partition_ranges VALUES ('webhook_attempts', 'webhook_deliveries_id_seq', 2000000, 2);

-- A range of time is told again from here. Blocks of ids lie in the order of time, so that the smallest kind of index does.
CREATE INDEX events_occurred ON events USING brin (occurred_at);
