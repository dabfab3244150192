DROP TABLE custom_event_keys;
DROP TABLE custom_events;
DELETE FROM partition_ranges WHERE parent = 'custom_events';
