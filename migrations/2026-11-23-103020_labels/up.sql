-- Labels of customers: what their orders and the time make of them.

CREATE TABLE label_rules (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    vip_spent numeric(18, 4) NOT NULL,
    at_risk_after interval NOT NULL,
    new_for interval NOT NULL,
    timezone text NOT NULL,
    judged_up_to bigint
);
COMMENT ON TABLE label_rules IS 'The configured rules of labels, as the workers last read them: one row.';
COMMENT ON COLUMN label_rules.judged_up_to IS 'While customers are judged anew by changed rules: those up to this id have been. Null when all have.';
INSERT INTO label_rules (vip_spent, at_risk_after, new_for, timezone) VALUES (500, '90 days', '30 days', 'UTC');

CREATE FUNCTION judge_label(orders_count bigint, total_spent numeric, first_order_at timestamptz, last_order_at timestamptz,
    created_at timestamptz, at timestamptz) RETURNS TABLE (label text, label_due_at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT
        CASE
            WHEN t.risk_from <= at THEN 'at_risk'
            WHEN orders_count > 0 AND total_spent >= r.vip_spent THEN 'vip'
            WHEN t.new_until > at THEN 'new'
            ELSE 'regular'
        END,
        least(CASE WHEN t.risk_from > at THEN t.risk_from END, CASE WHEN t.new_until > at THEN t.new_until END)
    FROM label_rules r CROSS JOIN LATERAL (SELECT
        (last_order_at AT TIME ZONE r.timezone + r.at_risk_after) AT TIME ZONE r.timezone AS risk_from,
        (coalesce(first_order_at, created_at) AT TIME ZONE r.timezone + r.new_for) AT TIME ZONE r.timezone AS new_until) t
$$;
COMMENT ON FUNCTION judge_label IS 'The label of a customer with these figures at this time, and when time alone may change it.';

ALTER TABLE customers
    ADD COLUMN label text NOT NULL DEFAULT 'new' CHECK (label IN ('vip', 'regular', 'new', 'at_risk')),
    ADD COLUMN label_due_at timestamptz DEFAULT '-infinity';
COMMENT ON COLUMN customers.label IS 'What judge_label made of the customer: kept in the transaction of the order that moves it, and by the workers as time passes.';
COMMENT ON COLUMN customers.label_due_at IS 'When time alone may change the label; minus infinity for a customer from before there were labels, whom a worker judges first, null when only an order can.';
CREATE FUNCTION judge_new_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT j.label, j.label_due_at INTO NEW.label, NEW.label_due_at
    FROM judge_label(NEW.orders_count, NEW.total_spent, NEW.first_order_at, NEW.last_order_at, NEW.created_at, NEW.modified_at) j;
    RETURN NEW;
END $$;
COMMENT ON FUNCTION judge_new_customer IS 'Judges a customer who comes to be; modified_at is what time it is then.';
CREATE TRIGGER customers_judged BEFORE INSERT ON customers FOR EACH ROW
    WHEN (NEW.label_due_at = '-infinity') EXECUTE FUNCTION judge_new_customer();
CREATE INDEX customers_label ON customers (label, id);
CREATE INDEX customers_label_due ON customers (label_due_at) WHERE label_due_at IS NOT NULL;
