DROP TABLE orders;
DROP TABLE customer_external_ids;
DROP TABLE customers;
DROP TABLE stores;
