DROP INDEX orders_total, orders_number, orders_external_id, orders_status, orders_store, orders_currency, orders_email,
    orders_campaign, orders_coupons, orders_words;
DROP FUNCTION order_words(text, text, jsonb);
DROP EXTENSION pg_trgm;
