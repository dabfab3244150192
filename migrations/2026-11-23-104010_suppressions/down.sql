DROP TRIGGER customers_readdressed ON customers;
DROP FUNCTION part_suppressions;
DROP TABLE suppressions;
DROP FUNCTION address_hash;
