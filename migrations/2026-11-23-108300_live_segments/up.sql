-- Segments that name others, customers to be looked at again, and what live segments remember between two looks.

CREATE TABLE segment_references (
    segment_id bigint NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
    uses_id bigint NOT NULL REFERENCES segments (id),
    PRIMARY KEY (segment_id, uses_id),
    CHECK (segment_id <> uses_id)
);
COMMENT ON TABLE segment_references IS 'Which segments the rule of a segment names. There is no circle.';
CREATE INDEX segment_references_uses ON segment_references (uses_id);

CREATE TABLE segment_marks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL,
    segment_id bigint,
    node text CHECK (node IN ('event', 'campaign')),
    lease_until timestamptz
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
COMMENT ON TABLE segment_marks IS 'Customers to be judged again by live segments: appended by whoever changes something, gone when it is done. No foreign keys, so that nobody waits.';
COMMENT ON COLUMN segment_marks.segment_id IS 'Only this segment; null for all live ones.';
COMMENT ON COLUMN segment_marks.node IS 'Only segments whose rule has a node of this kind; null for all.';
COMMENT ON COLUMN segment_marks.lease_until IS 'A worker is at it until then, by the database clock.';
CREATE INDEX segment_marks_customer ON segment_marks (customer_id);

ALTER TABLE segments
    ADD COLUMN due_cause text CHECK (due_cause IN ('live', 'scheduled', 'manual', 'changed')),
    ADD COLUMN looked_at timestamptz,
    ADD COLUMN look_due_at timestamptz,
    ADD COLUMN told_at timestamptz,
    ADD COLUMN untold_joined bigint NOT NULL DEFAULT 0,
    ADD COLUMN untold_left bigint NOT NULL DEFAULT 0,
    ADD COLUMN untold_milliseconds bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN segments.due_cause IS 'Why a refresh is due that a request began and left to the workers; null for all others.';
COMMENT ON COLUMN segments.looked_at IS 'The moment up to which the members are right in what time alone changes. No evaluation goes back behind it.';
COMMENT ON COLUMN segments.look_due_at IS 'When those are looked for whom time has moved since; null for rules that time does not move.';
COMMENT ON COLUMN segments.told_at IS 'When members of a live segment last changed and it was told: once a minute at most.';
COMMENT ON COLUMN segments.untold_joined IS 'Who joined since it was told.';
CREATE INDEX segments_look_due ON segments (look_due_at) WHERE look_due_at IS NOT NULL;

-- Live segments followed a refresh a minute; one more, and from then on those who change.
UPDATE segments SET due_at = now() WHERE refresh = 'live' AND type = 'dynamic';

CREATE INDEX segment_members_joined ON segment_members (segment_id, joined_at, customer_id);

ALTER TABLE segment_history ADD COLUMN hourly boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN segment_history.hourly IS 'The row stands for all that happened in its hour.';
CREATE INDEX segment_history_date ON segment_history (segment_id, refreshed_at, id);
CREATE INDEX segment_history_unfolded ON segment_history (refreshed_at) WHERE NOT hourly;

CREATE FUNCTION fold_segment_history(older_than interval, most int) RETURNS int LANGUAGE sql AS $$
    WITH due AS (
        SELECT DISTINCT h.segment_id, date_trunc('hour', h.refreshed_at, 'UTC') AS hour, h.cause
        FROM (SELECT segment_id, refreshed_at, cause FROM segment_history
              WHERE NOT hourly AND refreshed_at < date_trunc('hour', now() - older_than, 'UTC')
              ORDER BY refreshed_at LIMIT most) h
    ), folded AS (
        SELECT h.id, sum(h.joined) OVER hours AS joined, sum(h."left") OVER hours AS "left",
               sum(h.milliseconds) OVER hours AS milliseconds,
               row_number() OVER (hours ORDER BY h.refreshed_at DESC, h.id DESC) AS place
        FROM due d JOIN segment_history h ON h.segment_id = d.segment_id AND h.cause = d.cause
            AND h.refreshed_at >= d.hour AND h.refreshed_at < d.hour + interval '1 hour'
        WINDOW hours AS (PARTITION BY h.segment_id, h.cause, date_trunc('hour', h.refreshed_at, 'UTC'))
    ), gone AS (
        DELETE FROM segment_history h USING folded f WHERE h.id = f.id AND f.place > 1
    ), kept AS (
        UPDATE segment_history h
        SET hourly = true, joined = f.joined, "left" = f."left", milliseconds = f.milliseconds
        FROM folded f WHERE h.id = f.id AND f.place = 1 RETURNING 1
    )
    SELECT count(*)::int FROM kept
$$;
COMMENT ON FUNCTION fold_segment_history IS 'Makes one row an hour and cause of the lines of history that are older than so long, at most so many at once. Run by housekeeping.';
