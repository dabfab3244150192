-- What conditions of segments look at besides customers and orders: what came of campaigns, and the ways to find by name
-- and time what they ask for.

CREATE SEQUENCE campaign_engagements_id_seq AS bigint;
CREATE TABLE campaign_engagements (
    id bigint NOT NULL DEFAULT nextval('campaign_engagements_id_seq'),
    campaign_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    action text NOT NULL CHECK (action IN ('opened', 'clicked', 'complained', 'unsubscribed', 'converted')),
    link text CHECK (link IS NULL OR (link <> '' AND action = 'clicked')),
    occurred_at timestamptz NOT NULL,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
ALTER SEQUENCE campaign_engagements_id_seq OWNED BY campaign_engagements.id;
COMMENT ON TABLE campaign_engagements IS 'What people did with campaigns: one row a hit of a person; hits of machines never come here. What was sent and what bounced stands in campaign_messages. Who adds rows holds the customer FOR KEY SHARE, as with custom_events. Distribution column when the database is spread: customer_id.';
COMMENT ON COLUMN campaign_engagements.link IS 'The link that was followed, as it stands in the campaign; of clicks only.';
CREATE INDEX campaign_engagements_customer ON campaign_engagements (customer_id, action, campaign_id, occurred_at);
CREATE INDEX campaign_engagements_campaign ON campaign_engagements (campaign_id, action, customer_id);
CREATE INDEX campaign_engagements_action ON campaign_engagements (action, occurred_at) INCLUDE (customer_id);
INSERT INTO partition_ranges VALUES ('campaign_engagements', 'campaign_engagements_id_seq', 4000000, 3);

CREATE INDEX campaign_messages_sent ON campaign_messages (sent_at) INCLUDE (customer_id) WHERE sent_at IS NOT NULL;
CREATE INDEX campaign_messages_bounced ON campaign_messages ((coalesce(sent_at, due_at))) INCLUDE (customer_id)
    WHERE status = 'bounced';
CREATE INDEX custom_events_by_name ON custom_events (name, occurred_at) INCLUDE (customer_id);
CREATE INDEX customers_first_order ON customers (first_order_at, id);
CREATE INDEX customers_consent_at ON customers (consent_at, id) WHERE consent_at IS NOT NULL;

-- A condition asks for a category whatever its case; the index of lines by categories knows them letter by letter. There
-- are few: they are found here first, in the spellings they come in.
CREATE TABLE line_categories (
    name text PRIMARY KEY
);
COMMENT ON TABLE line_categories IS 'Every category that a line of an order was ever of, in each of its spellings, written by a trigger on order_items.';
CREATE FUNCTION note_line_categories() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO line_categories
        SELECT DISTINCT k.name FROM changed i CROSS JOIN unnest(i.categories) k (name)
        WHERE NOT EXISTS (SELECT FROM line_categories n WHERE n.name = k.name)
        ORDER BY k.name
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER order_items_categories_noted AFTER INSERT ON order_items REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_line_categories();
INSERT INTO line_categories SELECT DISTINCT k.name FROM order_items i CROSS JOIN unnest(i.categories) k (name);
