UPDATE events SET origin = 'import' WHERE origin = 'announced';
ALTER TABLE events DROP CONSTRAINT events_origin_check;
ALTER TABLE events ADD CONSTRAINT events_origin_check CHECK (origin IN ('live', 'import'));
COMMENT ON COLUMN events.origin IS NULL;
DELETE FROM partition_ranges WHERE parent = 'import_refusals';
DROP TABLE import_seen, import_refusals, imports;
