ALTER TABLE customer_external_ids DROP COLUMN modified_at;
DROP TABLE shop_deleted_orders;
DROP TABLE shop_syncs;
