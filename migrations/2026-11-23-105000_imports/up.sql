-- Imports: files of customers, orders or events taken in line by line, and other long jobs that are shown in the same way.

CREATE TABLE imports (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL DEFAULT 'import' CHECK (kind IN ('import', 'bulk')),
    type text NOT NULL CHECK (type IN ('customers', 'orders', 'events')),
    format text CHECK (format IN ('csv', 'ndjson')),
    status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'completed', 'failed', 'canceled')),
    options jsonb NOT NULL DEFAULT '{}',
    file text,
    file_name text NOT NULL DEFAULT '',
    bytes bigint NOT NULL DEFAULT 0,
    bytes_total bigint NOT NULL DEFAULT 0,
    lines bigint NOT NULL DEFAULT 0,
    created bigint NOT NULL DEFAULT 0,
    updated bigint NOT NULL DEFAULT 0,
    unchanged bigint NOT NULL DEFAULT 0,
    refused bigint NOT NULL DEFAULT 0,
    error text,
    position bigint NOT NULL DEFAULT 0,
    line bigint NOT NULL DEFAULT 0,
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL,
    started_at timestamptz,
    completed_at timestamptz,
    due_at timestamptz,
    lease_until timestamptz,
    lease_token uuid,
    attempt int NOT NULL DEFAULT 0,
    last_error text,
    CHECK ((kind = 'import') = (format IS NOT NULL))
);
COMMENT ON TABLE imports IS 'Long jobs on customers, orders and events, one row a job: files that are taken in (kind import), actions on many customers at once (kind bulk). A worker claims what is due of its kind.';
COMMENT ON COLUMN imports.options IS 'What the caller asked for: mapping of columns, store, tags, segment, consent, update, notify; for kind bulk the filter and the action.';
COMMENT ON COLUMN imports.file IS 'Where the uploaded file lies in the file store; null once it was removed, which is when the job has ended.';
COMMENT ON COLUMN imports.position IS 'Where to go on: for a file the offset of the next byte to read. Moved in the transaction that records what stands before it.';
COMMENT ON COLUMN imports.line IS 'Lines of the file before position, the heading included.';
COMMENT ON COLUMN imports.lines IS 'Items read so far: created + updated + unchanged + refused.';
COMMENT ON COLUMN imports.attempt IS 'Claims since something was last recorded.';
COMMENT ON COLUMN imports.due_at IS 'When a worker has to look at it, by the business clock; null when it has ended.';
COMMENT ON COLUMN imports.lease_until IS 'A worker has it until then, by the database clock.';
CREATE INDEX imports_due ON imports (kind, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX imports_status ON imports (status, id);
CREATE INDEX imports_created ON imports (created_at, id);
CREATE INDEX imports_ended ON imports (completed_at) WHERE completed_at IS NOT NULL;

CREATE TABLE import_refusals (
    import_id bigint NOT NULL,
    line bigint NOT NULL,
    number int NOT NULL,
    column_name text NOT NULL DEFAULT '',
    value text,
    code text NOT NULL,
    message text NOT NULL,
    email text,
    PRIMARY KEY (import_id, line, number)
) PARTITION BY RANGE (import_id);
COMMENT ON TABLE import_refusals IS 'Lines of imports that were refused, and why. Personal: erased with the customer whose address stands in the line, and with the import when its time is over. Partitioned by import.';
COMMENT ON COLUMN import_refusals.number IS 'One line may have several faults: 1, 2, …';
COMMENT ON COLUMN import_refusals.value IS 'What stood there, shortened.';
COMMENT ON COLUMN import_refusals.email IS 'The e-mail address in the line, in lower case, as far as it could be read: whose line it was.';
CREATE INDEX import_refusals_email ON import_refusals (email) WHERE email IS NOT NULL;
INSERT INTO partition_ranges VALUES ('import_refusals', 'imports_id_seq', 1000, 2);

CREATE TABLE import_seen (
    email text NOT NULL,
    import_id bigint NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    line bigint NOT NULL,
    PRIMARY KEY (email, import_id)
);
COMMENT ON TABLE import_seen IS 'Addresses a running import of customers has met, so that the second line with one is refused, after a crash too. Personal: emptied when the import ends, and of an address when its customer is erased.';
CREATE INDEX import_seen_import ON import_seen (import_id);

ALTER TABLE events DROP CONSTRAINT events_origin_check;
ALTER TABLE events ADD CONSTRAINT events_origin_check CHECK (origin IN ('live', 'import', 'announced'));
COMMENT ON COLUMN events.origin IS 'import: moves stats and segments, and is told to nobody. announced: an import whose caller wants webhooks, though not workflows, to hear of it.';
