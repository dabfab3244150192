DROP INDEX events_occurred;
DROP TABLE webhook_attempts;
DROP TABLE webhook_bodies;
DROP TABLE webhook_deliveries;
DROP TABLE webhook_lanes;
DROP TABLE webhooks;
DELETE FROM partition_ranges WHERE parent IN ('webhook_deliveries', 'webhook_bodies', 'webhook_attempts');
