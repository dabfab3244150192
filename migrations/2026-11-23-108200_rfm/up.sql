-- What a customer is to the shop by its orders: scores and groups of RFM, and what a model expects of the next year.

ALTER TABLE customers
    ADD COLUMN rfm_recency smallint CHECK (rfm_recency BETWEEN 1 AND 5),
    ADD COLUMN rfm_frequency smallint CHECK (rfm_frequency BETWEEN 1 AND 5),
    ADD COLUMN rfm_monetary smallint CHECK (rfm_monetary BETWEEN 1 AND 5),
    ADD COLUMN rfm_segment text CHECK (rfm_segment IN ('champions', 'loyal', 'potential_loyalist', 'new', 'promising',
        'need_attention', 'about_to_sleep', 'at_risk', 'cannot_lose_them', 'hibernating', 'lost')),
    ADD COLUMN predicted_orders numeric(12, 4) CHECK (predicted_orders >= 0),
    ADD COLUMN predicted_revenue numeric(18, 4),
    ADD COLUMN churn_probability double precision CHECK (churn_probability BETWEEN 0 AND 1),
    ADD CONSTRAINT customers_rfm_whole
        CHECK (num_nulls(rfm_recency, rfm_frequency, rfm_monetary, rfm_segment) IN (0, 4));
COMMENT ON COLUMN customers.rfm_recency IS 'Quintile of the last order among all customers with one, 1 to 5. All four columns of RFM are null for a customer without orders that count, and until the first computation.';
COMMENT ON COLUMN customers.rfm_segment IS 'The group that the grid makes of the three scores.';
COMMENT ON COLUMN customers.predicted_orders IS 'Orders expected in the next twelve months; null when nothing was predicted.';
COMMENT ON COLUMN customers.predicted_revenue IS 'Revenue expected in the next twelve months, site currency.';
COMMENT ON COLUMN customers.churn_probability IS 'How likely it is that the customer orders no more, 0 to 1.';

-- Only the group has an index: scores and predictions move every night, and a row of which no indexed column moves is
-- written in its own page and in no index at all. Conditions on scores read the table.
CREATE INDEX customers_rfm ON customers (rfm_segment, id) WHERE rfm_segment IS NOT NULL;
