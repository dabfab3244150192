DROP TRIGGER customers_consent_change ON customers;
DROP TRIGGER customers_first_consent ON customers;
DROP FUNCTION note_consent_change;
DROP FUNCTION note_first_consents;
DROP TABLE consent_changes;
ALTER TABLE customers DROP COLUMN consent_by;
