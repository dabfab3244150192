DROP FUNCTION forget_audit_log;
DELETE FROM partition_ranges WHERE parent = 'audit_log';
DELETE FROM row_counts WHERE name = 'audit_log';
DROP TABLE audit_log;
DROP FUNCTION keep_audit_log;
