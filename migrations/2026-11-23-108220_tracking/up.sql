-- What recipients, and machines before them, fetch of messages.

CREATE SEQUENCE tracking_hits_id_seq AS bigint;
CREATE TABLE tracking_hits (
    id bigint NOT NULL DEFAULT nextval('tracking_hits_id_seq'),
    campaign_id bigint NOT NULL,
    message_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('open', 'click', 'unsubscribe')),
    link text,
    links int NOT NULL DEFAULT 0,
    link_id bigint,
    is_head boolean NOT NULL DEFAULT false,
    address text,
    agent text NOT NULL DEFAULT '',
    hit_at timestamptz NOT NULL,
    class text CHECK (class IN ('human', 'machine')),
    sign text,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
ALTER SEQUENCE tracking_hits_id_seq OWNED BY tracking_hits.id;
COMMENT ON TABLE tracking_hits IS 'Every fetch of a message''s picture or link, as it came, and each unsubscription. Stats are sums over it. Erasing a person leaves their rows without address, program and link. Distribution column when the database is spread: customer_id.';
COMMENT ON COLUMN tracking_hits.link IS 'Where a followed link led; link_id says which it is once the hit is judged.';
COMMENT ON COLUMN tracking_hits.links IS 'How many different links the message had.';
COMMENT ON COLUMN tracking_hits.class IS 'Who did it; null until it is judged, some seconds after it came.';
COMMENT ON COLUMN tracking_hits.sign IS 'What gave a machine away.';
CREATE INDEX tracking_hits_unjudged ON tracking_hits (hit_at, id) WHERE class IS NULL;
CREATE INDEX tracking_hits_message ON tracking_hits (campaign_id, message_id, kind, hit_at);
CREATE INDEX tracking_hits_customer ON tracking_hits (customer_id);
CREATE INDEX tracking_hits_link ON tracking_hits (link_id) WHERE link_id IS NOT NULL;
INSERT INTO partition_ranges VALUES ('tracking_hits', 'tracking_hits_id_seq', 4000000, 3);

CREATE TABLE campaign_links (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    campaign_id bigint NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    url text NOT NULL,
    key text NOT NULL
);
COMMENT ON TABLE campaign_links IS 'Links of campaigns that somebody followed, each once. A link with something of a person in it is theirs alone, and is emptied when they are erased.';
COMMENT ON COLUMN campaign_links.key IS 'The hash of the address: an index can''t hold the longest ones.';
CREATE UNIQUE INDEX campaign_links_once ON campaign_links (campaign_id, key);

CREATE FUNCTION tracking_recount() RETURNS TABLE (campaign_id bigint, status text, hits bigint) LANGUAGE sql STABLE AS $$
    SELECT h.campaign_id, h.kind || ':' || CASE h.class WHEN 'human' THEN 'total' ELSE 'machine' END, count(*)
    FROM tracking_hits h WHERE h.class IS NOT NULL AND h.kind <> 'unsubscribe' GROUP BY 1, 2
    UNION ALL SELECT h.campaign_id, h.kind || ':unique', count(DISTINCT h.message_id)
    FROM tracking_hits h WHERE h.class = 'human' AND h.kind <> 'unsubscribe' GROUP BY 1, 2
    UNION ALL SELECT h.campaign_id, 'link:' || h.link_id || CASE h.class WHEN 'human' THEN ':total' ELSE ':machine' END, count(*)
    FROM tracking_hits h WHERE h.class IS NOT NULL AND h.link_id IS NOT NULL GROUP BY 1, 2
    UNION ALL SELECT h.campaign_id, 'link:' || h.link_id || ':unique', count(DISTINCT h.message_id)
    FROM tracking_hits h WHERE h.class = 'human' AND h.link_id IS NOT NULL GROUP BY 1, 2
    UNION ALL SELECT h.campaign_id, 'unsubscribed', count(DISTINCT h.message_id)
    FROM tracking_hits h WHERE h.kind = 'unsubscribe' GROUP BY 1, 2
$$;
COMMENT ON FUNCTION tracking_recount IS 'What the sums of campaign_totals should be, counted from the judged hits.';
