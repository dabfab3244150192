-- The outbox, counters of large tables, and the making of partitions ahead of time.

CREATE TABLE partition_ranges (
    parent text PRIMARY KEY,
    key_sequence text NOT NULL,
    step bigint NOT NULL CHECK (step > 0),
    ahead int NOT NULL CHECK (ahead > 0)
);
COMMENT ON TABLE partition_ranges IS 'Tables partitioned by ranges of an ascending id, and how many empty partitions are kept ahead of the sequence that gives the ids.';

CREATE FUNCTION partition_key_position(sequence_name text) RETURNS bigint
LANGUAGE plpgsql STABLE AS $$
DECLARE position bigint;
BEGIN
    EXECUTE format('SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM %s', sequence_name::regclass) INTO position;
    RETURN position;
END $$;

CREATE FUNCTION ensure_partitions() RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    r partition_ranges;
    first_wanted bigint;
    slot bigint;
    child text;
    made int := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7263948120003);
    FOR r IN SELECT * FROM partition_ranges ORDER BY parent LOOP
        first_wanted := partition_key_position(r.key_sequence) / r.step;
        FOR slot IN first_wanted .. first_wanted + r.ahead LOOP
            child := format('%s_%s', r.parent, lpad(slot::text, 6, '0'));
            IF to_regclass(child) IS NULL THEN
                EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)',
                    child, r.parent, slot * r.step, (slot + 1) * r.step);
                made := made + 1;
            END IF;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;
COMMENT ON FUNCTION ensure_partitions IS 'Makes the partitions that will be needed soon. Run by migrate, at start and by housekeeping.';

CREATE FUNCTION partitions_ahead() RETURNS TABLE (parent text, ahead bigint)
LANGUAGE sql STABLE AS $$
    SELECT r.parent, count(c.oid) FILTER (
        WHERE substring(c.relname FROM '[0-9]+$')::bigint > partition_key_position(r.key_sequence) / r.step)
    FROM partition_ranges r
    LEFT JOIN pg_inherits i ON i.inhparent = to_regclass(r.parent)
    LEFT JOIN pg_class c ON c.oid = i.inhrelid
    GROUP BY r.parent
$$;
COMMENT ON FUNCTION partitions_ahead IS 'How many partitions stand ready beyond the one in use; 0 is an alarm.';

CREATE SEQUENCE events_id_seq AS bigint;
CREATE TABLE events (
    id bigint NOT NULL DEFAULT nextval('events_id_seq'),
    type text NOT NULL,
    object_type text NOT NULL,
    object_id bigint NOT NULL,
    customer_id bigint,
    origin text NOT NULL DEFAULT 'live' CHECK (origin IN ('live', 'import')),
    data jsonb NOT NULL DEFAULT '{}',
    occurred_at timestamptz NOT NULL,
    dispatched_at timestamptz,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
ALTER SEQUENCE events_id_seq OWNED BY events.id;
COMMENT ON TABLE events IS 'The outbox: what happened, written in the transaction that made it happen. Partitioned by id, which ascends with time.';
COMMENT ON COLUMN events.data IS 'What a listener can not read from the item later (what changed, from and to).';
CREATE INDEX events_undispatched ON events (id) WHERE dispatched_at IS NULL;
CREATE INDEX events_customer ON events (customer_id, id) WHERE customer_id IS NOT NULL;
INSERT INTO partition_ranges VALUES ('events', 'events_id_seq', 4000000, 3);

CREATE TABLE row_counts (
    name text NOT NULL,
    delta bigint NOT NULL
);
COMMENT ON TABLE row_counts IS 'Sizes of large tables as a sum of deltas: each writing statement adds one row, housekeeping folds them. Summing them gives the exact count at once.';
CREATE INDEX row_counts_name ON row_counts (name) INCLUDE (delta);

CREATE FUNCTION count_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO row_counts SELECT TG_ARGV[0], count(*) FROM changed HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE FUNCTION count_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO row_counts SELECT TG_ARGV[0], -count(*) FROM changed HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE FUNCTION fold_row_counts() RETURNS int LANGUAGE sql AS $$
    WITH taken AS (
        DELETE FROM row_counts WHERE ctid = ANY (ARRAY(SELECT ctid FROM row_counts FOR UPDATE SKIP LOCKED)) RETURNING name, delta
    ), folded AS (
        INSERT INTO row_counts SELECT name, sum(delta) FROM taken GROUP BY name HAVING sum(delta) <> 0 RETURNING 1
    )
    SELECT count(*)::int FROM folded
$$;
COMMENT ON FUNCTION fold_row_counts IS 'Replaces the deltas by one row a name. Run by housekeeping.';
