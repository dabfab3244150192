DROP INDEX idempotency_keys_customers;
ALTER TABLE idempotency_keys DROP COLUMN customers;
DROP TABLE customer_merges;
