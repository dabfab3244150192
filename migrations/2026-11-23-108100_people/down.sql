DROP INDEX products_words;
DROP FUNCTION product_words;
DROP INDEX customer_merges_email;
ALTER TABLE customer_merges DROP COLUMN email;
DELETE FROM imports WHERE type = 'suppressions';
ALTER TABLE imports DROP CONSTRAINT imports_type_check;
ALTER TABLE imports ADD CONSTRAINT imports_type_check CHECK (type IN ('customers', 'orders', 'events'));
