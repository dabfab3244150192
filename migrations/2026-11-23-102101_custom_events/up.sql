-- Events that a shop tells of: what customers do that is no order.

CREATE TABLE custom_events (
    id bigint NOT NULL DEFAULT nextval('events_id_seq'),
    customer_id bigint NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    properties jsonb NOT NULL DEFAULT '{}',
    unique_id text,
    occurred_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
COMMENT ON TABLE custom_events IS 'What customers did, as a shop told it. Personal: properties and unique_id may say anything of the person. Erasing the person deletes their rows here and in custom_event_keys, a merge sets customer_id to the survivor. Who adds rows holds the customer FOR KEY SHARE: whoever takes a person out of the tables locks the customer FOR UPDATE first. Distribution column when the database is spread: customer_id.';
COMMENT ON COLUMN custom_events.id IS 'From the sequence of events, so that the entries of a timeline have one order of ids.';
COMMENT ON COLUMN custom_events.unique_id IS 'The shop''s own id of the event; custom_event_keys keeps it unique.';
COMMENT ON COLUMN custom_events.created_at IS 'When it was told; occurred_at is when it happened.';
CREATE INDEX custom_events_named ON custom_events (customer_id, name, occurred_at);
CREATE INDEX custom_events_customer ON custom_events (customer_id, occurred_at, id);
INSERT INTO partition_ranges VALUES ('custom_events', 'events_id_seq', 4000000, 3);

CREATE TABLE custom_event_keys (
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    unique_id text NOT NULL CHECK (unique_id <> ''),
    event_id bigint NOT NULL,
    PRIMARY KEY (customer_id, unique_id)
);
COMMENT ON TABLE custom_event_keys IS 'Which events were told with an id of the shop''s, so that telling one again does nothing. Unique for a customer, not for the site: two customers may have the same one, and a merge that finds it twice keeps the survivor''s row. A table of its own, as custom_events is partitioned by id.';
