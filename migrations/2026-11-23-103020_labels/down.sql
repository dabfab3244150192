DROP TRIGGER customers_judged ON customers;
DROP FUNCTION judge_new_customer();
ALTER TABLE customers DROP COLUMN label, DROP COLUMN label_due_at;
DROP FUNCTION judge_label(bigint, numeric, timestamptz, timestamptz, timestamptz, timestamptz);
DROP TABLE label_rules;
