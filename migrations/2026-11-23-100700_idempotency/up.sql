-- Answers by idempotency key, so that a request sent again is not done again.

CREATE TABLE idempotency_keys (
    scope bytea PRIMARY KEY CHECK (length(scope) = 32),
    fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),
    token uuid NOT NULL,
    lease_until timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    changed boolean NOT NULL DEFAULT false,
    status smallint CHECK (status BETWEEN 100 AND 599),
    headers jsonb NOT NULL DEFAULT '[]',
    body bytea NOT NULL DEFAULT ''
);
COMMENT ON TABLE idempotency_keys IS 'One row an Idempotency-Key that someone sent with a POST, forgotten after 24 hours.';
COMMENT ON COLUMN idempotency_keys.scope IS 'SHA-256 of credential, route and key.';
COMMENT ON COLUMN idempotency_keys.fingerprint IS 'SHA-256 of what was asked: query and body.';
COMMENT ON COLUMN idempotency_keys.token IS 'The request that holds the key. A change by any other one is rolled back.';
COMMENT ON COLUMN idempotency_keys.changed IS 'Set in the transaction of the change.';
COMMENT ON COLUMN idempotency_keys.status IS 'Of the answer; null until there is one to be given again.';
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);
