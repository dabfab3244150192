-- Segments: a rule or a list, and who is in it now.

CREATE TABLE segments (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    slug text NOT NULL CHECK (slug <> ''),
    description text NOT NULL DEFAULT '',
    type text NOT NULL CHECK (type IN ('dynamic', 'static')),
    match text NOT NULL CHECK (match IN ('all', 'any')),
    conditions jsonb NOT NULL DEFAULT '[]',
    refresh text NOT NULL CHECK (refresh IN ('live', 'hourly', 'daily', 'manual')),
    members_count bigint NOT NULL DEFAULT 0,
    refreshed_at timestamptz,
    status text NOT NULL DEFAULT 'ready' CHECK (status IN ('ready', 'refreshing', 'failed')),
    error text,
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL,
    due_at timestamptz,
    lease_until timestamptz,
    lease_token uuid,
    attempt int NOT NULL DEFAULT 0,
    last_error text
);
COMMENT ON TABLE segments IS 'Sets of customers: by rule (dynamic) or by hand (static).';
COMMENT ON COLUMN segments.due_at IS 'When the next refresh is due by the business clock; null when none is.';
COMMENT ON COLUMN segments.lease_until IS 'A worker refreshes it until then, by the database clock.';
CREATE UNIQUE INDEX segments_slug ON segments (slug);
CREATE INDEX segments_due ON segments (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE segment_members (
    segment_id bigint NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
    customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    joined_at timestamptz NOT NULL,
    PRIMARY KEY (segment_id, customer_id)
);
COMMENT ON TABLE segment_members IS 'Who is in which segment now. Distribution column when the database is spread: customer_id.';
CREATE INDEX segment_members_customer ON segment_members (customer_id);

CREATE TABLE segment_history (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    segment_id bigint NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
    refreshed_at timestamptz NOT NULL,
    members_count bigint NOT NULL,
    joined bigint NOT NULL,
    "left" bigint NOT NULL,
    cause text NOT NULL CHECK (cause IN ('live', 'scheduled', 'manual', 'changed')),
    milliseconds bigint NOT NULL
);
COMMENT ON TABLE segment_history IS 'Each refresh that was done: how many joined and left.';
CREATE INDEX segment_history_segment ON segment_history (segment_id, id);
