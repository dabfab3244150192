-- Where one score of RFM ends and the next begins, and what they make of a customer.

CREATE TABLE rfm_bounds (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    recency timestamptz[] NOT NULL DEFAULT '{}',
    frequency bigint[] NOT NULL DEFAULT '{}',
    monetary numeric(26, 4)[] NOT NULL DEFAULT '{}',
    parted bigint NOT NULL DEFAULT 0,
    parted_at timestamptz,
    due_at timestamptz,
    scored_up_to bigint,
    changed bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE rfm_bounds IS 'The bounds between the five scores, as the last parting of the customers made them: one row. Each order''s transaction scores its customer by them.';
COMMENT ON COLUMN rfm_bounds.recency IS 'Four, descending: a last order before the n-th scores 5 - n or less. Empty before there was anybody to part, as are the other two.';
COMMENT ON COLUMN rfm_bounds.frequency IS 'Four, ascending: more orders than the n-th score n + 1 or more. The same for monetary.';
COMMENT ON COLUMN rfm_bounds.parted IS 'How many customers with orders were parted.';
COMMENT ON COLUMN rfm_bounds.due_at IS 'When they are parted anew, by the business clock.';
COMMENT ON COLUMN rfm_bounds.scored_up_to IS 'While customers are scored by new bounds: those up to this id have been. Null when all have.';
COMMENT ON COLUMN rfm_bounds.changed IS 'Customers whose scores this walk has changed.';
INSERT INTO rfm_bounds DEFAULT VALUES;

-- A line is a recency, a column the sum of frequency and monetary score, from 2.
CREATE FUNCTION rfm_group(recency int, frequency int, monetary int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT ('{
        {lost, lost, lost, lost, at_risk, at_risk, at_risk, cannot_lose_them, cannot_lose_them},
        {hibernating, hibernating, hibernating, hibernating, at_risk, at_risk, at_risk, cannot_lose_them, cannot_lose_them},
        {about_to_sleep, about_to_sleep, about_to_sleep, about_to_sleep, need_attention, loyal, loyal, loyal, loyal},
        {promising, promising, potential_loyalist, potential_loyalist, potential_loyalist, loyal, loyal, champions, champions},
        {new, new, potential_loyalist, potential_loyalist, potential_loyalist, champions, champions, champions, champions}
    }'::text[])[recency][frequency + monetary - 1]
$$;
COMMENT ON FUNCTION rfm_group IS 'The group of three scores.';

CREATE FUNCTION judge_rfm(orders_count bigint, total_spent numeric, last_order_at timestamptz)
    RETURNS TABLE (recency smallint, frequency smallint, monetary smallint, segment text)
LANGUAGE sql STABLE AS $$
    SELECT s.recency::smallint, s.frequency::smallint, s.monetary::smallint, rfm_group(s.recency, s.frequency, s.monetary)
    FROM rfm_bounds b CROSS JOIN LATERAL (SELECT
        5 - (last_order_at < b.recency[1])::int - (last_order_at < b.recency[2])::int
          - (last_order_at < b.recency[3])::int - (last_order_at < b.recency[4])::int AS recency,
        1 + (orders_count > b.frequency[1])::int + (orders_count > b.frequency[2])::int
          + (orders_count > b.frequency[3])::int + (orders_count > b.frequency[4])::int AS frequency,
        1 + (total_spent > b.monetary[1])::int + (total_spent > b.monetary[2])::int
          + (total_spent > b.monetary[3])::int + (total_spent > b.monetary[4])::int AS monetary) s
    WHERE b.parted > 0 AND orders_count > 0 AND last_order_at IS NOT NULL
$$;
COMMENT ON FUNCTION judge_rfm IS 'The scores and the group of a customer with these figures; no row for one without orders, or before anybody was parted.';
