-- Campaigns and the send ledger.

CREATE TABLE campaigns (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    subject text NOT NULL DEFAULT '',
    preheader text NOT NULL DEFAULT '',
    from_name text NOT NULL DEFAULT '',
    from_email text,
    reply_to text,
    content jsonb NOT NULL,
    include bigint[] NOT NULL DEFAULT '{}',
    exclude bigint[] NOT NULL DEFAULT '{}',
    status text NOT NULL CHECK (status IN ('draft', 'scheduled', 'sending', 'paused', 'sent', 'canceled', 'failed')),
    status_reason text,
    scheduled_at timestamptz,
    timezone text NOT NULL,
    on_uncertain text NOT NULL DEFAULT 'hold' CHECK (on_uncertain IN ('hold', 'resend')),
    frozen_at timestamptz,
    started_at timestamptz,
    finished_at timestamptz,
    version int NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    modified_at timestamptz NOT NULL,
    due_at timestamptz,
    lease_until timestamptz,
    lease_token uuid,
    attempt int NOT NULL DEFAULT 0,
    last_error text
);
COMMENT ON TABLE campaigns IS 'E-mail campaigns.';
COMMENT ON COLUMN campaigns.frozen_at IS 'When the audience was written into campaign_messages; null before.';
COMMENT ON COLUMN campaigns.due_at IS 'When a worker has to look at it (start, finish) by the business clock; null when never.';
CREATE INDEX campaigns_due ON campaigns (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX campaigns_status ON campaigns (status, id);

CREATE SEQUENCE campaign_messages_id_seq AS bigint;
CREATE TABLE campaign_messages (
    id bigint NOT NULL DEFAULT nextval('campaign_messages_id_seq'),
    campaign_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    email text NOT NULL,
    status text NOT NULL DEFAULT 'queued'
        CHECK (status IN ('queued', 'sending', 'sent', 'failed', 'bounced', 'skipped', 'uncertain')),
    reason text,
    due_at timestamptz NOT NULL,
    lease_until timestamptz,
    lease_token uuid,
    attempt int NOT NULL DEFAULT 0,
    last_error text,
    sent_at timestamptz,
    PRIMARY KEY (campaign_id, id)
) PARTITION BY RANGE (campaign_id);
ALTER SEQUENCE campaign_messages_id_seq OWNED BY campaign_messages.id;
COMMENT ON TABLE campaign_messages IS 'The send ledger: one row a campaign and customer. Partitioned by campaign. Distribution column when the database is spread: customer_id.';
COMMENT ON COLUMN campaign_messages.status IS 'sending: handed to a mail server right now, at most 64 a worker. uncertain: nobody can tell whether the server took it.';
COMMENT ON COLUMN campaign_messages.lease_until IS 'A worker holds the row until then, by the database clock.';
CREATE UNIQUE INDEX campaign_messages_once ON campaign_messages (campaign_id, customer_id);
CREATE INDEX campaign_messages_due ON campaign_messages (campaign_id, due_at, id) WHERE status = 'queued';
CREATE INDEX campaign_messages_open ON campaign_messages (lease_until) WHERE status = 'sending';
CREATE INDEX campaign_messages_customer ON campaign_messages (customer_id);
INSERT INTO partition_ranges VALUES ('campaign_messages', 'campaigns_id_seq', 50, 3);

CREATE TABLE campaign_totals (
    campaign_id bigint NOT NULL,
    status text NOT NULL,
    delta bigint NOT NULL
);
COMMENT ON TABLE campaign_totals IS 'Messages of a campaign by status as a sum of deltas, written in the transaction that moves the messages; housekeeping folds them.';
CREATE INDEX campaign_totals_campaign ON campaign_totals (campaign_id, status) INCLUDE (delta);

CREATE FUNCTION fold_campaign_totals() RETURNS int LANGUAGE sql AS $$
    WITH taken AS (
        DELETE FROM campaign_totals WHERE ctid = ANY (ARRAY(SELECT ctid FROM campaign_totals FOR UPDATE SKIP LOCKED))
        RETURNING campaign_id, status, delta
    ), folded AS (
        INSERT INTO campaign_totals SELECT campaign_id, status, sum(delta) FROM taken GROUP BY campaign_id, status
        HAVING sum(delta) <> 0 RETURNING 1
    )
    SELECT count(*)::int FROM folded
$$;
