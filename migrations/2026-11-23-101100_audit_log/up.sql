-- Who did what, when and from where.

CREATE SEQUENCE audit_log_id_seq AS bigint;
CREATE TABLE audit_log (
    id bigint NOT NULL DEFAULT nextval('audit_log_id_seq'),
    occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor_type text NOT NULL CHECK (actor_type IN ('user', 'api_key', 'system', 'anonymous')),
    actor_id bigint,
    user_id bigint,
    part text,
    action text NOT NULL,
    object_type text NOT NULL,
    object_id bigint,
    changed text[] NOT NULL DEFAULT '{}',
    outcome text NOT NULL DEFAULT 'done' CHECK (outcome IN ('done', 'refused')),
    ip text,
    user_agent text,
    request_id text NOT NULL DEFAULT '',
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
ALTER SEQUENCE audit_log_id_seq OWNED BY audit_log.id;
COMMENT ON TABLE audit_log IS 'Every write and every refused login, written in the transaction of the change. Ids and names of members alone, no values. Partitioned by id, which ascends with time. Append-only: rows go by their age, through forget_audit_log.';
COMMENT ON COLUMN audit_log.actor_id IS 'The user or the API key; no foreign key, as entries outlive both.';
COMMENT ON COLUMN audit_log.user_id IS 'The user, also when a key acted for them.';
COMMENT ON COLUMN audit_log.part IS 'Of the actor system: which part of the server.';
COMMENT ON COLUMN audit_log.changed IS 'Names of the members that changed, as far as that is known.';
CREATE INDEX audit_log_object ON audit_log (object_type, object_id, id);
CREATE INDEX audit_log_user ON audit_log (user_id, id) WHERE user_id IS NOT NULL;
CREATE INDEX audit_log_ip ON audit_log (ip, id) WHERE ip IS NOT NULL;
CREATE INDEX audit_log_occurred ON audit_log USING brin (occurred_at);
INSERT INTO partition_ranges VALUES ('audit_log', 'audit_log_id_seq', 1000000, 3);

CREATE TRIGGER audit_log_counted AFTER INSERT ON audit_log REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_inserted('audit_log');
CREATE TRIGGER audit_log_uncounted AFTER DELETE ON audit_log REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION count_deleted('audit_log');

CREATE FUNCTION keep_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('growffinity.forgetting', true) = 'audit_log' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the audit log is append-only';
END $$;
COMMENT ON FUNCTION keep_audit_log IS 'Refuses to change entries, and to remove them but by their age.';
CREATE TRIGGER audit_log_kept BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION keep_audit_log();

CREATE FUNCTION forget_audit_log(keep interval, most int) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    gone bigint;
    slot record;
    first_kept bigint;
    total bigint := 0;
BEGIN
    -- Entries are written in the order of their ids but for transactions under way at once, which minutes bridge.
    SELECT min(id) INTO first_kept FROM audit_log WHERE occurred_at >= clock_timestamp() - keep - interval '1 hour';
    FOR slot IN
        SELECT c.relname, (substring(c.relname FROM '[0-9]+$')::bigint + 1) * r.step AS past
        FROM partition_ranges r
        JOIN pg_inherits i ON i.inhparent = 'audit_log'::regclass
        JOIN pg_class c ON c.oid = i.inhrelid
        WHERE r.parent = 'audit_log' ORDER BY 2
    LOOP
        EXIT WHEN slot.past > coalesce(first_kept, partition_key_position('audit_log_id_seq'));
        BEGIN
            PERFORM set_config('lock_timeout', '500ms', true);
            EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', slot.relname);
            EXECUTE format('SELECT count(*) FROM %I', slot.relname) INTO gone;
            EXECUTE format('DROP TABLE %I', slot.relname);
            INSERT INTO row_counts SELECT 'audit_log', -gone WHERE gone > 0;
            total := total + gone;
        EXCEPTION WHEN lock_not_available THEN
            -- Somebody reads it: the next time will do.
            EXIT;
        END;
    END LOOP;
    PERFORM set_config('growffinity.forgetting', 'audit_log', true);
    DELETE FROM audit_log WHERE id = ANY (ARRAY(
        SELECT id FROM audit_log WHERE occurred_at < clock_timestamp() - keep ORDER BY id LIMIT most));
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('growffinity.forgetting', '', true);
    RETURN total + gone;
END $$;
COMMENT ON FUNCTION forget_audit_log IS 'Drops the partitions whose entries are all older than keep, and up to most older entries of the others. Run by housekeeping.';
