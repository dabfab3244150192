ALTER TABLE stores
    DROP COLUMN consumer_key,
    DROP COLUMN consumer_secret,
    DROP COLUMN webhook_secret,
    DROP COLUMN synced_at,
    DROP COLUMN version;
DROP FUNCTION company_recount;
DROP FUNCTION fold_company_totals;
DROP TRIGGER customers_company_added ON customers;
DROP TRIGGER customers_company_moved ON customers;
DROP TRIGGER customers_company_left ON customers;
DROP FUNCTION move_company_totals;
DROP TABLE company_totals;
ALTER TABLE customers DROP COLUMN company_id, DROP COLUMN company_by_hand;
DROP TABLE companies;
DROP TABLE customer_groups;
DROP TABLE groups;
DROP TABLE customer_tags;
DROP TABLE tags;
DROP FUNCTION count_customer_groups;
DROP FUNCTION count_customer_tags;
